import { mkdir, readdir, readFile, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { isSystemError, RapidoError } from '../../errors.js';
import { requireProgram } from '../../process/index.js';

/** The oldest release known to do what is asked of it here. */
const OLDEST = 55;

/** How to call dracut so that nothing of the host's configuration slips in. */
export interface DracutCommand {
  readonly program: string;
  readonly args: readonly string[];
  /** Added to the environment. */
  readonly env: Readonly<Record<string, string>>;
  readonly version: string;
}

/**
 * Sets up a base directory for dracut below `workDir`: links to the installed one (or to `source`, a checkout), but
 * without its `dracut.conf.d`, which no option leaves out, and with `moduleDir` as the only module.
 */
export async function prepareDracut(
  workDir: string,
  moduleDir: string,
  variables: Readonly<Record<string, string | undefined>>,
  source?: string,
): Promise<DracutCommand> {
  const program = source === undefined ? await requireProgram('dracut', variables) : join(source, 'dracut.sh');
  const base = source ?? '/usr/lib/dracut';
  const version = await dracutVersion(base, program);
  const shadow = join(workDir, 'dracut');
  await mkdir(join(shadow, 'modules.d'), { recursive: true });
  await mkdir(join(shadow, 'dracut.conf.d'));
  for (const name of await readdir(base)) {
    if (!['modules.d', 'dracut.conf.d', 'dracut.conf'].includes(name))
      await symlink(join(base, name), join(shadow, name));
  }
  await symlink(moduleDir, join(shadow, 'modules.d', '99rapido'));
  const emptyDir = join(shadow, 'dracut.conf.d');
  const local = source === undefined ? [] : ['--local'];
  return {
    program: source === undefined ? program : join(shadow, 'dracut.sh'),
    args: [...local, '--conf', '/dev/null', '--confdir', emptyDir],
    env: { dracutbasedir: shadow },
    version,
  };
}

/** dracut writes its release to a file beside its functions; asking the program would cost ten times as much. */
async function dracutVersion(base: string, program: string): Promise<string> {
  const version = await readVersion(base);
  const number = Number.parseInt(version ?? '', 10);
  if (Number.isNaN(number) || number >= OLDEST) return version ?? 'unknown';
  throw new RapidoError('DRACUT', `dracut ${version} (${program}) is too old: ${OLDEST} or newer is needed.`, {
    hint: 'Upgrade it, or set DRACUT_SRC to a checkout of a newer one.',
  });
}

async function readVersion(base: string): Promise<string | undefined> {
  try {
    const text = await readFile(join(base, 'dracut-version.sh'), 'utf8');
    return /^DRACUT_VERSION=['"]?([^'"\s]+)/m.exec(text)?.[1];
  } catch (error) {
    if (!isSystemError(error, 'ENOENT', 'ENOTDIR')) throw error;
  }
  // A checkout that was never built has no version file, but it has the scripts.
  try {
    await readFile(join(base, 'dracut-init.sh'));
    return undefined;
  } catch (error) {
    throw new RapidoError('DRACUT', `${base} holds no dracut: it has no dracut-init.sh.`, {
      cause: error,
      hint: 'Set DRACUT_SRC to a checkout of dracut, or leave it out to use the installed one.',
    });
  }
}
