import { spawnSync } from 'node:child_process';
import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { temporaryDirectory } from '../support.js';

const script = (name: string) => fileURLToPath(new URL(`../../guest/suite/${name}.sh`, import.meta.url));

/** Sources a script of the suite in a directory whose `check` is this script. */
function source(name: string, check: string, args: readonly string[], env: Readonly<Record<string, string>> = {}) {
  const directory = temporaryDirectory();
  writeFileSync(join(directory, 'check'), `#!/bin/bash\n${check}\n`);
  chmodSync(join(directory, 'check'), 0o755);
  const words = ['-c', '. "$0" "$@"', script(name), ...args];
  const variables = { PATH: process.env['PATH'], ...env };
  return spawnSync('bash', words, {
    cwd: directory,
    env: variables,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

describe('run', () => {
  const run = (args: readonly string[], env?: Readonly<Record<string, string>>) =>
    source('run', 'printf "%s\\n" "$@"', args, env).stdout.split('\n').slice(0, -1);

  it('hands on what stands after --', () => {
    expect(run(['-g', 'auto', '-s', 'a b', 'xfs/*'])).toEqual(['-g', 'auto', '-s', 'a b', 'xfs/*']);
  });

  it('runs the quick tests where nothing is said', () => {
    expect(run([])).toEqual(['-g', 'quick']);
  });

  it('runs what an old command says, where nothing is said', () => {
    expect(run([], { FSTESTS_DEFAULT: ' -g auto' })).toEqual(['-g', 'auto']);
    expect(run(['xfs/001'], { FSTESTS_DEFAULT: ' -g auto' })).toEqual(['xfs/001']);
    expect(run([], { FSTESTS_DEFAULT: ' -s a -g auto', RAPIDO_TESTS: 'xfs/001' })).toEqual(['xfs/001']);
  });

  it('runs the tests that Rapido has chosen, with the options that choose none', () => {
    const args = [
      '-g',
      'auto',
      '-x',
      'log',
      '-d',
      '-X',
      'f',
      '-e',
      'generic/2',
      '-E',
      'f',
      '-L',
      '3',
      '-n',
      'generic/001',
    ];
    expect(run(args, { RAPIDO_TESTS: 'generic/003\nxfs/004' })).toEqual(['-d', '-L', '3', 'generic/003', 'xfs/004']);
  });

  it('runs them under their section, whichever were asked for', () => {
    const env = { RAPIDO_TESTS: 'generic/003', RAPIDO_CONDITION: 'xfs_4k' };
    expect(run(['-s', 'a', '-S', 'b', '-g', 'quick'], env)).toEqual(['-s', 'xfs_4k', 'generic/003']);
  });

  it('adds what the cut always calls check with', () => {
    expect(run(['-g', 'auto'], { FSTESTS_OPTIONS: '-overlay' })).toEqual(['-overlay', '-g', 'auto']);
  });

  it('ends as check does', () => {
    expect(source('run', 'exit 3', []).status).toBe(3);
  });
});

describe('list', () => {
  it('prints names, without those that are left out', () => {
    const check =
      'printf "%s\\n" "FSTYP -- xfs" "" "generic/001 " "generic/002        [expunged]" "xfs/1234" "SECTION end"';
    expect(source('list', check, ['-g', 'quick']).stdout).toBe('generic/001\nxfs/1234\n');
  });

  it('prints sections with them', () => {
    const check = 'printf "%s\\n" "SECTION       -- xfs_4k" "generic/001 " "SECTION       -- xfs_1k" "generic/001 "';
    expect(source('list', check, []).stdout).toBe('generic/001 (xfs_4k)\ngeneric/001 (xfs_1k)\n');
  });

  it('asks check with the same arguments, and spares the scratch devices', () => {
    const check = 'printf "%s\\n" "t/$*" "t/[$SCRATCH_DEV$SCRATCH_DEV_POOL]" >&2; exit 1';
    const { stderr } = source('list', check, ['-x', 'log'], { SCRATCH_DEV: '/dev/a', SCRATCH_DEV_POOL: '/dev/b' });
    expect(stderr).toBe('t/-n -x log\nt/[]\n');
  });

  it('fails with what check said when it fails', () => {
    const { status, stdout, stderr } = source('list', 'echo "Group \\"x\\" is empty or not defined?"; exit 1', [
      '-g',
      'x',
    ]);
    expect([status, stdout, stderr]).toEqual([1, '', 'Group "x" is empty or not defined?\n']);
  });

  it('tells of tests that are not known', () => {
    const { status, stdout, stderr } = source('list', 'echo "xfs/9 - unknown test, ignored"; echo xfs/1', [
      'xfs/9',
      'xfs/1',
    ]);
    expect([status, stdout, stderr]).toEqual([0, 'xfs/1\n', 'xfs/9 - unknown test, ignored\n']);
  });
});

describe('what check is given in place of programs', () => {
  const list = 'tests/generic/001\ntests/generic/0022\n';
  const status = (...words: string[]) => {
    const file = join(temporaryDirectory(), 'list');
    writeFileSync(file, list);
    const line = '. "$1"; PATH=$2; shift 2; "$@"';
    return spawnSync('bash', ['-c', line, '-', script('check-env'), '/nowhere', ...words, file]).status;
  };

  it('finds a whole line', () => {
    expect(status('grep', '-s', '^tests/generic/001$')).toBe(0);
    expect(status('grep', '-s', '^tests/generic/0022$')).toBe(0);
    expect(status('grep', '-s', '^tests/generic/002$')).toBe(1);
    expect(status('grep', '-s', '^generic/001$')).toBe(1);
  });

  it('finds the beginning of a line', () => {
    expect(status('grep', '-Eq', '^tests/generic/002')).toBe(0);
    expect(status('grep', '-Eq', '^generic')).toBe(1);
  });

  it('leaves every other pattern to the program', () => {
    expect(status('grep', '-s', '^tests/.*/001$')).toBe(127);
    expect(status('grep', '-q', '^tests')).toBe(127);
  });

  it('adds, and leaves the rest to the program', () => {
    const expr = (...words: string[]) =>
      spawnSync('bash', ['-c', '. "$1"; shift; expr "$@"', '-', script('check-env'), ...words], { encoding: 'utf8' })
        .stdout;
    expect(expr('99', '+', '1')).toBe('100\n');
    expect(expr('7', '-', '5')).toBe('2\n');
    expect(expr('08', '+', '1')).toBe('9\n');
  });

  it('is not handed on to the tests', () => {
    const env = { PATH: process.env['PATH'], BASH_ENV: script('check-env') };
    const words = ['-c', 'type -t grep; bash -c "type -t grep"'];
    expect(spawnSync('bash', words, { env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] }).stdout).toBe(
      'function\nfile\n',
    );
  });
});
