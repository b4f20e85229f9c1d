import { execFile } from 'node:child_process';
import { constants } from 'node:fs';
import { access, copyFile, mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { gunzipSync } from 'node:zlib';

const run = promisify(execFile);

/** The kernel of the distribution that tests run on. */
export interface DistributionKernel {
  readonly release: string;
  readonly image: string;
  readonly config: string;
  /** `/lib/modules/RELEASE` */
  readonly modules: string;
}

/** An installed kernel with its configuration and modules; a machine without one cannot run these tests. */
export async function distributionKernel(): Promise<DistributionKernel> {
  for (const release of await readdir('/lib/modules')) {
    const modules = join('/lib/modules', release);
    const kernel = { release, modules, image: `/boot/vmlinuz-${release}`, config: `/boot/config-${release}` };
    const files = [kernel.image, kernel.config, join(modules, 'modules.dep'), join(modules, 'modules.order')];
    if ((await Promise.all(files.map(isThere))).every(Boolean)) return kernel;
  }
  throw new Error('These tests need the kernel of a distribution: image, configuration and modules.');
}

export interface BuildTreeOptions {
  readonly shape?: 'in-tree' | 'O=';
  /** Modules that were "built"; what they depend on is added. */
  readonly modules?: readonly string[];
  /** How `modules.order` names them: as Linux since 6.3 (`x.o`), before (`x.ko`), or long ago (`kernel/x.ko`). */
  readonly order?: 'object' | 'module' | 'prefixed';
  /** Symbols to change in `.config`; undefined unsets. */
  readonly config?: Readonly<Record<string, string | undefined>>;
}

/** A directory shaped like a built kernel tree. */
export interface BuildTree {
  /** What KERNEL_SRC is to be. */
  readonly dir: string;
  readonly source: string;
  readonly release: string;
  /** Paths of the built modules below `dir`, in the order of `modules.order`. */
  readonly modules: readonly string[];
}

/** Makes in `parent` what building the distribution's kernel would have left: `linux`, or `linux` and `build` for `O=`. */
export async function makeBuildTree(parent: string, options: BuildTreeOptions = {}): Promise<BuildTree> {
  const kernel = await distributionKernel();
  const source = join(parent, 'linux');
  const dir = options.shape === 'O=' ? join(parent, 'build') : source;
  await mkdir(join(source, 'fs'), { recursive: true });
  await writeFile(join(source, 'Kbuild'), '# Kbuild for top-level directory of the kernel\n');
  await writeFile(join(source, 'Makefile'), 'VERSION = 6\n');
  await mkdir(join(dir, 'include/config'), { recursive: true });
  if (dir !== source) {
    await symlink(source, join(dir, 'source'));
    await writeFile(join(dir, 'Makefile'), `include ${source}/Makefile\n`);
  }
  await writeFile(join(dir, '.config'), changed(await readFile(kernel.config, 'utf8'), options.config ?? {}));
  await writeFile(join(dir, 'include/config/kernel.release'), `${kernel.release}\n`);
  await mkdir(join(dir, 'arch/x86/boot'), { recursive: true });
  await copy(kernel.image, join(dir, 'arch/x86/boot/bzImage'));
  const modules = await copyModules(kernel, dir, options.modules ?? []);
  await writeFile(join(dir, 'modules.order'), modules.map((path) => `${orderLine(path, options.order)}\n`).join(''));
  for (const name of ['modules.builtin', 'modules.builtin.modinfo'])
    await copy(join(kernel.modules, name), join(dir, name));
  return { dir, source, release: kernel.release, modules };
}

/** What `make modules_install INSTALL_MOD_PATH=path` does; returns `…/lib/modules/RELEASE`. */
export async function installModules(tree: BuildTree, path: string): Promise<string> {
  const dir = join(path, 'lib/modules', tree.release);
  for (const module of tree.modules) await copy(join(tree.dir, module), join(dir, 'kernel', module));
  await mkdir(dir, { recursive: true });
  await writeFile(join(dir, 'modules.order'), tree.modules.map((module) => `kernel/${module}\n`).join(''));
  for (const name of ['modules.builtin', 'modules.builtin.modinfo']) await copy(join(tree.dir, name), join(dir, name));
  await run('depmod', ['-b', path, tree.release], { env: withSbin() });
  return dir;
}

/** Copies a file, with the time of now, making the directories on the way. */
export async function copy(from: string, to: string): Promise<void> {
  await mkdir(dirname(to), { recursive: true });
  await copyFile(from, to, constants.COPYFILE_FICLONE);
}

/** The environment with the directories of system programs in PATH. */
export function withSbin(): NodeJS.ProcessEnv {
  return { ...process.env, PATH: `${process.env['PATH']}:/usr/sbin:/sbin` };
}

async function copyModules(kernel: DistributionKernel, dir: string, names: readonly string[]): Promise<string[]> {
  const dependencies = new Map(
    (await readFile(join(kernel.modules, 'modules.dep'), 'utf8')).split('\n').map((line) => {
      const [path = '', depends = ''] = line.split(':');
      return [path, depends.split(' ').filter(Boolean)];
    }),
  );
  const wanted = [...dependencies.keys()].filter((path) => names.includes(nameOf(path)));
  const unknown = names.filter((name) => !wanted.some((path) => nameOf(path) === name));
  if (unknown.length > 0) throw new Error(`The distribution's kernel has no modules ${unknown.join(', ')}.`);
  const all = new Set(wanted.flatMap((path) => [path, ...(dependencies.get(path) ?? [])]));
  const built = (path: string) => path.replace(/^kernel\//, '').replace(/\.(gz|xz|zst)$/, '');
  for (const path of all) await unpack(join(kernel.modules, path), join(dir, built(path)));
  const order = (await readFile(join(kernel.modules, 'modules.order'), 'utf8')).split('\n').map(built);
  return order.filter((path) => [...all].some((one) => built(one) === path));
}

function nameOf(path: string): string {
  return basename(path)
    .replace(/\.ko.*$/, '')
    .replaceAll('-', '_');
}

async function unpack(from: string, to: string): Promise<void> {
  if (from.endsWith('.ko')) return copy(from, to);
  await mkdir(dirname(to), { recursive: true });
  const tool = from.endsWith('.xz') ? 'xz' : 'zstd';
  const plain = from.endsWith('.gz')
    ? gunzipSync(await readFile(from))
    : (await run(tool, ['-dc', from], { encoding: 'buffer', maxBuffer: 1 << 30 })).stdout;
  await writeFile(to, plain);
}

function orderLine(path: string, order: BuildTreeOptions['order'] = 'object'): string {
  if (order === 'prefixed') return `kernel/${path}`;
  return order === 'module' ? path : path.replace(/\.ko$/, '.o');
}

function changed(config: string, changes: Readonly<Record<string, string | undefined>>): string {
  const kept = config.split('\n').filter((line) => !((/^(CONFIG_\w+)=/.exec(line)?.[1] as string) in changes));
  const added = Object.entries(changes).map(([name, value]) =>
    value === undefined ? `# ${name} is not set` : `${name}=${value}`,
  );
  return [...kept, ...added, ''].join('\n');
}

async function isThere(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
