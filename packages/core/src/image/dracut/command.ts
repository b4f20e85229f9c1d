import { mkdir, readdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { RapidoError } from '../../errors.js';
import { textOf } from '../../files.js';
import { requireProgram } from '../../process/index.js';

/** The oldest release known to do what is asked of it here. */
const OLDEST = 55;

/** How to call dracut so that nothing of the host's configuration slips in. */
export interface DracutCommand {
  readonly program: string;
  readonly args: readonly string[];
  /** Added to the environment. */
  readonly env: Readonly<Record<string, string>>;
  /** Unknown for a checkout. */
  readonly version: string | undefined;
}

/**
 * Sets up a base directory for dracut in `workDir`: links to the installed one (or to `source`, a checkout), but
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
  // Some releases take only a regular file for their configuration.
  const [emptyDir, emptyFile] = [join(shadow, 'dracut.conf.d'), join(workDir, 'dracut.conf')];
  await writeFile(emptyFile, '');
  const local = source === undefined ? [] : ['--local'];
  return {
    program: source === undefined ? program : join(shadow, 'dracut.sh'),
    args: [...local, '--conf', emptyFile, '--confdir', emptyDir],
    env: { dracutbasedir: shadow },
    version,
  };
}

/**
 * Its release, if it can be told, from the file that stands beside its functions, or (newer ones) from the program's
 * text: asking it would cost ten times as much. A checkout has none.
 */
async function dracutVersion(base: string, program: string): Promise<string | undefined> {
  const text = (await textOf(join(base, 'dracut-version.sh'))) ?? (await textOf(program)) ?? '';
  const version = /^DRACUT_VERSION=['"]?([\w.+-]+)/m.exec(text)?.[1];
  if ((await textOf(join(base, 'dracut-functions.sh'))) === undefined) {
    throw new RapidoError('DRACUT', `${base} holds no dracut: it has no dracut-functions.sh.`, {
      hint: 'Set DRACUT_SRC to a built checkout of dracut, or leave it out to use the installed one.',
    });
  }
  if (version !== undefined && Number.parseInt(version, 10) < OLDEST) {
    throw new RapidoError('DRACUT', `dracut ${version} (${program}) is too old: ${OLDEST} or newer is needed.`, {
      hint: 'Upgrade it, or set DRACUT_SRC to a built checkout of a newer one.',
    });
  }
  return version;
}
