import { mkdir, mkdtemp } from 'node:fs/promises';
import { join } from 'node:path';
import { RapidoError } from '../../errors.js';
import { isThere } from '../../files.js';
import type { Environment } from '../../host.js';
import { type Reaper, runTool } from '../../process/index.js';
import { keepLog } from '../log.js';
import type { DracutContents } from '../types.js';
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
  /** Where its whole output goes. */
  readonly log: string;
  readonly onLine: (line: string) => void;
}

/** Every option that a distribution's configuration could set; what users add comes later, and wins. */
const FIXED = `
  --force --no-kernel --modules rapido --no-hostonly --no-hostonly-cmdline --no-hostonly-i18n --no-early-microcode
  --compress cat --nostrip --nohardlink --nofscks --no-uefi --nomdadmconf --nolvmconf --no-machineid --stdlog 4
`
  .trim()
  .split(/\s+/);

/**
 * Builds an initramfs of `contents` with dracut, as an ordinary user; returns its path. When dracut fails, the end of its
 * output is in the error.
 */
export async function buildWithDracut(contents: DracutContents, options: DracutOptions): Promise<string> {
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
  const kept = await keepLog(options.log, `${dracut.program} ${args.join(' ')}\n${output}`);
  if (status !== 0 || !(await isThere(image))) throw failure(dracut.version, status, output, kept);
  return image;
}

/** Several releases of dracut stumble over a space or the like in the path they work in. */
async function plainDirectory({ workDir, environment, reaper }: DracutOptions): Promise<string> {
  const isPlain = (path: string) => /^[\w@%+=:,./-]+$/.test(path);
  if (isPlain(workDir)) return workDir;
  const parent = environment.variables['TMPDIR'] || '/tmp';
  const plain = await mkdtemp(join(isPlain(parent) ? parent : '/tmp', 'rapido-'));
  reaper.removes(plain);
  return plain;
}

function failure(version: string | undefined, status: number, output: string, kept: string): RapidoError {
  const tail = output.trimEnd().split('\n').slice(-15).join('\n');
  const full = /No space left on device/.test(output);
  const what = status === 0 ? 'made no image' : `failed with status ${status}`;
  return new RapidoError('DRACUT', `dracut ${version ?? '(of DRACUT_SRC)'} ${what}. The end of its output:\n${tail}`, {
    hint: full
      ? 'A disk is full: make room, or set XDG_CACHE_HOME to a directory with more.'
      : `${kept}\nDRACUT_EXTRA_ARGS="--debug" in rapido.conf makes it say more.`,
  });
}
