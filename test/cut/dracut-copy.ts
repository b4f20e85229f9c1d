import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { temporaryDirectory } from '../helpers/index.js';
import { addFiles } from '../helpers/project.js';

/** The installed dracut as a source tree that DRACUT_SRC can name, with some files replaced by these programs. */
export function dracutCopy(
  programs: Readonly<Record<string, string>> = {},
  files: Readonly<Record<string, string>> = {},
): string {
  const copy = temporaryDirectory('dracut src');
  const dracut = execFileSync('sh', ['-c', 'command -v dracut'], { encoding: 'utf8' }).trim();
  execFileSync('cp', ['-aL', '/usr/lib/dracut/.', copy]);
  execFileSync('cp', ['-L', dracut, join(copy, 'dracut.sh')]);
  for (const [name, text] of Object.entries(programs)) addFiles(copy, { [name]: [text, 0o755] });
  addFiles(copy, files);
  return copy;
}
