import { stat } from 'node:fs/promises';
import { release as runningRelease } from 'node:os';
import { dirname, resolve } from 'node:path';
import type { Config } from '../config/types.js';
import { isSystemError, RapidoError } from '../errors.js';
import { isDirectory, orNothing, statOf } from '../files.js';
import type { Environment } from '../host.js';
import { buildId } from './build-id.js';
import { shellWord } from './commands.js';
import { type HostKernels, type InstalledKernel, installedReleases, isInstalled, readInstalled } from './installed.js';
import { moduleSource } from './module-source.js';
import { type BuiltKernel, kernelTree, readTree, treeAround } from './tree.js';
import type { Kernel } from './types.js';

export interface FindKernelOptions {
  readonly config: Config;
  readonly environment: Environment;
  /** `--kernel`: a kernel tree, a directory that a kernel's package was unpacked to, or the release of an installed kernel. */
  readonly kernel?: string;
  /** What the host's own kernels are looked for below; `/` unless a test says otherwise. */
  readonly root?: string;
  /** The release that the host runs, as `uname -r`. */
  readonly running?: string;
}

interface Choice {
  readonly kernel: BuiltKernel | InstalledKernel;
  readonly foundBy: string;
  /** What has its modules, if its tree has not; the host itself unless said. */
  readonly host?: HostKernels;
}

/**
 * Finds the kernel under test: `--kernel`, else the project's KERNEL_SRC, else the kernel tree that the working
 * directory is in, else the user's KERNEL_SRC, else the host's own (KERNEL_RELEASE, the running one, the newest).
 * Throws a RapidoError when the first of these that is given cannot be used; it never falls back to the next.
 */
export async function findKernel(options: FindKernelOptions): Promise<Kernel> {
  const host: HostKernels = { root: options.root ?? '/', running: options.running ?? runningRelease() };
  try {
    const { kernel, foundBy, host: home = host } = await choose(options, host);
    const source = await moduleSource(kernel, setting(options.config, 'KERNEL_INSTALL_MOD_PATH')?.value, home);
    const vmlinux = 'vmlinux' in kernel ? kernel.vmlinux : undefined;
    const id = await buildId(kernel.image, vmlinux, options.environment.dirs.cache);
    return { ...kernel, arch: 'x86_64', foundBy, modules: source, buildId: id };
  } catch (error) {
    if (isSystemError(error, 'EACCES') && error.path !== undefined) throw await unreadable(error.path, error);
    throw error;
  }
}

async function choose(options: FindKernelOptions, host: HostKernels): Promise<Choice> {
  const { config, environment } = options;
  if (options.kernel !== undefined) return fromCommandLine(options.kernel, environment.cwd, host);
  const wanted = setting(config, 'KERNEL_SRC');
  if (wanted && !wanted.ofUser) return treeAt(wanted.value, wanted.label);
  const around = await treeAround(environment.cwd);
  if (around) {
    const foundBy = 'the kernel tree that the working directory is in';
    return { kernel: await readTree(around, foundBy), foundBy };
  }
  if (wanted) return treeAt(wanted.value, wanted.label);
  const release = setting(config, 'KERNEL_RELEASE');
  return release ? installed(release.value, release.label, host) : hostKernel(host);
}

async function fromCommandLine(value: string, cwd: string, host: HostKernels): Promise<Choice> {
  const foundBy = `--kernel ${shellWord(value)}`;
  const isRelease = value !== '' && !value.includes('/') && (await isInstalled(host, value));
  if (isRelease) return installed(value, foundBy, host);
  const dir = resolve(cwd, value);
  if (value.includes('/') || (value !== '' && (await isDirectory(dir)))) return treeAt(dir, foundBy);
  throw new RapidoError('KERNEL_NOT_FOUND', `${foundBy}: neither a directory nor an installed kernel.`, {
    outcome: 'usage',
    hint: await whatIsInstalled(host),
  });
}

async function treeAt(dir: string, foundBy: string): Promise<Choice> {
  const there = await statOf(dir);
  if (!there) {
    throw new RapidoError('KERNEL_NOT_FOUND', `${foundBy}: there is no directory ${dir}.`, {
      outcome: 'usage',
      hint: 'Name the directory of a kernel tree, or the O= directory that it was built in.',
    });
  }
  const tree = there.isDirectory() ? await kernelTree(dir) : undefined;
  if (tree) return { kernel: await readTree(tree, foundBy), foundBy };
  const unpacked: HostKernels = { root: dir, running: '' };
  const [release, ...others] = there.isDirectory() ? await installedReleases(unpacked) : [];
  if (release === undefined || others.length > 0) throw noKernelIn(dir, foundBy, release ? [release, ...others] : []);
  return { ...(await installed(release, foundBy, unpacked)), host: unpacked };
}

function noKernelIn(dir: string, foundBy: string, several: readonly string[]): RapidoError {
  const message =
    several.length > 0
      ? `${foundBy}: ${dir} has several kernels: ${several.join(', ')}.`
      : `${foundBy}: ${dir} is no kernel tree.`;
  return new RapidoError('KERNEL_NOT_FOUND', message, {
    hint:
      several.length > 0
        ? "Name a directory that one kernel's package was unpacked to."
        : 'A kernel tree has a Kbuild and a Makefile, an O= directory a Makefile and a link "source" to such a tree.' +
          "\nWhat a kernel's package was unpacked to has boot/vmlinuz-RELEASE or lib/modules/RELEASE/vmlinuz." +
          '\nAn installed kernel is chosen by its release: --kernel RELEASE.',
  });
}

async function installed(release: string, foundBy: string, host: HostKernels): Promise<Choice> {
  if (await isInstalled(host, release)) return { kernel: await readInstalled(host, release, foundBy), foundBy };
  throw new RapidoError('KERNEL_NOT_FOUND', `${foundBy}: no kernel ${release} is installed.`, {
    outcome: 'usage',
    hint: await whatIsInstalled(host),
  });
}

async function hostKernel(host: HostKernels): Promise<Choice> {
  if (await isInstalled(host, host.running)) return installed(host.running, 'the running kernel', host);
  const [newest] = await installedReleases(host);
  const why = `the newest installed kernel, as the running one (${host.running}) has no image here`;
  if (newest !== undefined) return installed(newest, why, host);
  throw new RapidoError('KERNEL_NOT_FOUND', 'There is no kernel to test: none was named, and none is installed.', {
    outcome: 'host',
    hint:
      'Name the tree that you built: --kernel DIR, or KERNEL_SRC="DIR" in rapido.conf.' +
      '\nOr install one (Debian: linux-image-amd64; Fedora: kernel-core; openSUSE: kernel-default).',
  });
}

async function whatIsInstalled(host: HostKernels): Promise<string> {
  const releases = await installedReleases(host);
  return releases.length === 0 ? 'No kernel is installed here.' : `Installed: ${releases.join(', ')}.`;
}

/** A path or name of the configuration, and for people where it was set. */
function setting(config: Config, name: string): { value: string; label: string; ofUser: boolean } | undefined {
  const entry = config.entries[name];
  if (typeof entry?.value !== 'string' || entry.value === '') return undefined;
  const label = entry.origin ? `${name} (${entry.origin.text})` : name;
  return { value: entry.value, label, ofUser: entry.origin?.kind === 'user' };
}

async function unreadable(path: string, cause: Error): Promise<RapidoError> {
  const closed = await closedDirectory(path);
  return new RapidoError('KERNEL_UNREADABLE', `The kernel cannot be read: no permission for ${closed ?? path}.`, {
    cause,
    hint:
      `Let everybody read it: sudo chmod ${closed ? `a+rx ${shellWord(closed)}` : `a+r ${shellWord(path)}`}` +
      '\nOr test a kernel that you built: --kernel DIR, or KERNEL_SRC="DIR" in rapido.conf.',
  });
}

/** The directory on the way to `path`, or `path` itself, that may not be entered. */
async function closedDirectory(path: string): Promise<string | undefined> {
  const above = path === dirname(path) ? undefined : await closedDirectory(dirname(path));
  if (above !== undefined) return above;
  try {
    await orNothing(stat(`${path}/.`));
    return undefined;
  } catch (error) {
    if (isSystemError(error, 'EACCES')) return path;
    throw error;
  }
}
