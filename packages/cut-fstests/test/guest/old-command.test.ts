import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const LIB = fileURLToPath(new URL('../../guest/lib/fstests.sh', import.meta.url));

/** What an autorun makes of the old command: the words for check, or what the command prints. */
function made(command: string): string {
  const library = readFileSync(LIB, 'utf8').replace(/^\[\[ -e .*$/m, '');
  const script = `${library}\nfstests_old_command; echo "words:$FSTESTS_DEFAULT"`;
  const env = { PATH: process.env['PATH'], FSTESTS_AUTORUN_CMD: command };
  return spawnSync('bash', ['-c', script], { env, encoding: 'utf8' }).stdout;
}

it.each([
  ['./check -g quick', 'words:  -g quick\n'],
  ['./check', 'words: \n'],
  ['./check -g auto && shutdown', 'words:  -g auto \n'],
  ['./check generic/001; poweroff', 'words:  generic/001\n'],
  ['echo "$((6 * 7))"; true', '42\nwords:\n'],
  ['echo ./check | cat', './check\nwords:\n'],
  ['', 'words:\n'],
])('%s', (command, expected) => {
  expect(made(command)).toBe(expected);
});
