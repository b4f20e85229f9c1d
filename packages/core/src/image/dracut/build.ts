import { mkdir, mkdtemp, open, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { RapidoError } from '../../errors.js';
import type { Environment } from '../../host.js';
import { type Reaper, runTool } from '../../process/index.js';
import type { ImageContents } from '../types.js';
import { prepareDracut } from './command.js';
import { stageEntries, writeModule } from './module.js';

export interface DracutOptions {
  readonly environment: Environment;
  /** An empty directory of ours, and what removes it. */
  readonly workDir: string;
  readonly reaper: Reaper;
  readonly signal: AbortSignal;
  /** DRACUT_SRC and DRACUT_EXTRA_ARGS. */
  readonly source?: string;
  readonly extraArgs: readonly string[];
  readonly onLine: (line: string) => void;
}

/** Every option that a distribution's configuration could set; what users add comes later, and wins. */
const FIXED = `
  --force --no-kernel --modules rapido --no-hostonly --no-hostonly-cmdline --no-hostonly-i18n --no-early-microcode
  --no-compress --nostrip --nohardlink --nofscks --no-uefi --nomdadmconf --nolvmconf --no-machineid --stdlog 4
`
  .trim()
  .split(/\s+/);

/**
 * Builds an initramfs of `contents` with dracut, as an ordinary user; returns its path. dracut's output goes to
 * `dracut.log` in the work directory, and its end into the error when it fails.
 */
export async function buildWithDracut(contents: ImageContents, options: DracutOptions): Promise<string> {
  const { environment, onLine } = options;
  const workDir = await plainDirectory(options);
  const [moduleDir, temporary] = [join(workDir, 'module'), join(workDir, 'tmp')];
  const image = join(options.workDir, 'initramfs.img');
  await stageEntries(contents.stage, contents.entries);
  await writeModule(moduleDir, contents.stage, contents.entries, contents.filters);
  await mkdir(temporary);
  const dracut = await prepareDracut(workDir, moduleDir, environment.variables, options.source);
  const args = [...dracut.args, ...FIXED, '--tmpdir', temporary, ...options.extraArgs, image, contents.release];
  const { status, output } = await runTool(dracut.program, args, {
    variables: environment.variables,
    // dracut takes many of its own variables from the environment; none but these is meant for it.
    env: { PATH: environment.variables['PATH'], HOME: workDir, TMPDIR: temporary, LC_ALL: 'C', ...dracut.env },
    cwd: workDir,
    reaper: options.reaper,
    signal: options.signal,
    onLine,
  });
  await writeFile(join(options.workDir, 'dracut.log'), `${dracut.program} ${args.join(' ')}\n${output}`);
  if (status !== 0 || !(await isThere(image))) throw failure(dracut.version, status, output);
  return image;
}

/** Several releases of dracut stumble over a space or the like in the path they work in. */
async function plainDirectory({ workDir, environment, reaper }: DracutOptions): Promise<string> {
  if (/^[\w@%+=:,./-]+$/.test(workDir)) return workDir;
  const plain = await mkdtemp(join(environment.variables['TMPDIR'] || '/tmp', 'rapido-'));
  reaper.removes(plain);
  return plain;
}

async function isThere(path: string): Promise<boolean> {
  try {
    await (await open(path)).close();
    return true;
  } catch {
    return false;
  }
}

function failure(version: string | undefined, status: number, output: string): RapidoError {
  const tail = output.trimEnd().split('\n').slice(-15).join('\n');
  const full = /No space left on device/.test(output);
  return new RapidoError(
    'DRACUT',
    `dracut ${version ?? '(of DRACUT_SRC)'} failed with status ${status}. The end of its output:\n${tail}`,
    {
      hint: full
        ? 'A disk is full: make room, or set XDG_CACHE_HOME to a directory with more.'
        : 'Its whole output is in the log named above. DRACUT_EXTRA_ARGS="--debug" in rapido.conf makes it say more.',
    },
  );
}
