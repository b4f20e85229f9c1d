import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const LIB = fileURLToPath(new URL('../../guest/lib/zonefstests.sh', import.meta.url));

function run(script: string, words: readonly string[] = [], options: { input?: string; DEFAULT?: string } = {}) {
  return spawnSync('bash', ['--norc', '-c', `. ${LIB}; ${script}`, 'bash', ...words], {
    encoding: 'utf8',
    input: options.input ?? '',
    env: { PATH: process.env.PATH ?? '', ZONEFSTESTS_DEFAULT: options.DEFAULT ?? '' },
  });
}

describe('the words of zonefs-tests.sh', () => {
  const parse = (words: readonly string[], DEFAULT?: string) =>
    run('zonefs_words "$@" && echo "${options[*]} | ${choices[*]}"', words, DEFAULT === undefined ? {} : { DEFAULT });

  it('are cases and ranges, with and without -t, and the option for a short run', () => {
    expect(parse(['-s', '-t', '0001-0004', '0020', '0030-0031']).stdout).toBe(
      '-s | -t 0001-0004 -t 0020 -t 0030-0031\n',
    );
  });

  it('are those of the setting where there are none; its device counts no more', () => {
    expect(parse([], '-t 0001 /dev/nullb0').stdout).toBe(' | -t 0001\n');
    expect(parse(['0002'], '-t 0001').stdout).toBe(' | -t 0002\n');
    expect(parse([]).stdout).toBe(' | \n');
  });

  it.each([['-r'], ['-x'], ['smoke']])('are refused when unknown: %s', (word) => {
    const { status, stderr } = parse([word]);
    expect(stderr).toContain(`"${word}" is none of its words`);
    expect(status).toBe(1);
  });
});

describe('what a test came to', () => {
  const outcome = (log: string, status: number) => run(`zonefs_outcome <(cat) ${status}`, [], { input: log }).stdout;
  const head = '## Test 0001: mkzonefs (options)\n\nCheck mkzonefs command: mkzonefs /dev/nullb0\n';

  it('is told by what it printed last', () => {
    expect(outcome(`${head}PASS\n\n`, 0)).toBe('pass\n');
    expect(outcome(`${head} --> SUCCESS (should FAIL)\nFAILED\n\n`, 1)).toBe('fail\nSUCCESS (should FAIL)\n');
    expect(outcome(`${head} --> skipped: No conventional zones\nskip\n\n`, 0)).toBe('skip\nNo conventional zones\n');
  });

  it('is a failure when its module cannot be unloaded, or the test never began', () => {
    expect(outcome(`${head}PASS\n\nFAILED (rmmod)\n`, 1)).toBe('fail\n\n');
    expect(outcome('', 1)).toBe('fail\n\n');
  });
});
