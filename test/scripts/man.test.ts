// The manual page, which the build makes from what commands and settings say of themselves.
import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const CLI = fileURLToPath(new URL('../../packages/cli/', import.meta.url));
const PAGE = `${CLI}man/rapido.1`;
const { commands } = JSON.parse(readFileSync(`${CLI}oclif.manifest.json`, 'utf8')) as {
  commands: Record<string, { aliases: string[]; hidden: boolean; flags: Record<string, { hidden?: boolean }> }>;
};

/** The page as man shows it, without the spaces by which it justifies lines. */
function shown(): string {
  const env = { ...process.env, MANWIDTH: '120', LC_ALL: 'C', MAN_KEEP_FORMATTING: undefined };
  const { stdout, stderr } = spawnSync('man', ['--warnings', '--local-file', PAGE], { env, encoding: 'utf8' });
  expect(stderr).toBe('');
  return stdout.replace(/.\x08/g, '').replace(/-\n +/g, '').replace(/\s+/g, ' ');
}

test('mandoc finds nothing wrong with it but that it has no date, which would not be the same for each build', () => {
  const { stdout } = spawnSync('mandoc', ['-Tlint', PAGE], { encoding: 'utf8' });
  expect(stdout.trim().split('\n')).toEqual([expect.stringContaining('missing date')]);
});

test('man shows it without a warning: all commands with their flags, the settings, the exit codes', () => {
  const text = shown();
  for (const header of ['NAME', 'SYNOPSIS', 'CUTS', 'SETTINGS', 'ENVIRONMENT', 'FILES', 'EXIT STATUS', 'SEE ALSO']) {
    expect(text).toContain(` ${header} `);
  }
  for (const [id, { aliases, hidden, flags }] of Object.entries(commands)) {
    if (hidden || aliases.includes(id)) continue;
    expect(text).toContain(` rapido ${id.replaceAll(':', ' ')} `);
    for (const [flag, it] of Object.entries(flags)) if (!it.hidden) expect(text).toContain(`--${flag}`);
  }
  for (const words of [
    'rapido net up',
    'simple-network',
    '@rapido/cut-fstests',
    'KERNEL_SRC',
    'RAPIDO_CONF',
    '130, 143',
  ]) {
    expect(text).toContain(words);
  }
  expect(text).toContain("rapido run simple-example -x 'uname -r'");
  expect(text).not.toContain('__complete');
  expect(text).not.toContain('<%');
});

test('it has no path of the machine that it was built on, and is the same when it is built again', () => {
  const before = readFileSync(PAGE, 'utf8');
  for (const path of [homedir(), CLI.replace(/packages\/cli\/$/, ''), process.cwd()])
    expect(before).not.toContain(`${path}/`.replace('//', '/'));
  expect(
    execFileSync(process.execPath, [fileURLToPath(new URL('../../scripts/man.mjs', import.meta.url))], {
      encoding: 'utf8',
    }),
  ).toBe('');
});
