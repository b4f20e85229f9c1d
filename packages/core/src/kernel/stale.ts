import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { RapidoError } from '../errors.js';
import type { SourceLog } from '../source-log.js';
import { installModules } from './commands.js';
import type { Kernel, ModuleClosure } from './types.js';

type File = ModuleClosure['files'][number];

/**
 * Fails with MODULE_STALE when an installed module of `files` is older than the one in the kernel's tree, and not the
 * same bytes: it would be yesterday's that is tested. Stripped, compressed and signed copies differ, so the times decide.
 */
export async function checkFresh(kernel: Kernel, files: readonly File[], log: SourceLog): Promise<void> {
  const { tree, modules } = kernel;
  if (modules.kind !== 'installed' || tree === undefined) return;
  const own = files.filter(({ dest }) => dest.startsWith('kernel/'));
  const stale = (await Promise.all(own.map((file) => staleness(file, tree.dir, log)))).filter(
    (line) => line !== undefined,
  );
  if (stale.length === 0) return;
  const [which, install] = [stale.length === 1 ? 'module is' : 'modules are', installModules(kernel)];
  throw new RapidoError(
    'MODULE_STALE',
    `Installed ${which} older than what the kernel tree has:\n${stale.join('\n')}`,
    {
      hint:
        `Install what was built: ${install}` +
        '\nOr take modules straight from the tree, without installing: --set KERNEL_INSTALL_MOD_PATH=',
    },
  );
}

async function staleness({ name, source, dest }: File, tree: string, log: SourceLog): Promise<string | undefined> {
  const path = join(tree, dest.replace(/^kernel\//, '').replace(/\.(gz|xz|zst)$/, ''));
  const [installed, built] = [log.stat(source), log.stat(path)];
  if (!installed || !built || installed.mtimeNs >= built.mtimeNs) return undefined;
  if (installed.size === built.size && (await readFile(source)).equals(await readFile(path))) return undefined;
  return `  ${name}: installed ${localTime(installed.mtime)} (${source}), built ${localTime(built.mtime)} (${path})`;
}

/** `2026-11-22 18:40:07.250` in the local time zone: what `ls --full-time` shows. */
function localTime(date: Date): string {
  const local = new Date(date.getTime() - date.getTimezoneOffset() * 60_000);
  return local.toISOString().replace('T', ' ').replace('Z', '');
}
