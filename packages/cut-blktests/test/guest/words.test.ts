import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const LIB = fileURLToPath(new URL('../../guest/lib', import.meta.url));

/** What the words are taken for, one list a line, each word in brackets. */
function parse(words: readonly string[], environment: Record<string, string> = {}) {
  const script = `. ${LIB}/words.sh; parse_words "$@" || exit
    show() { local list="$1:"; shift; (($#)) && list+=$(printf ' [%s]' "$@"); echo "$list"; }
    show options "\${options[@]}"; show choices "\${choices[@]}"; show names "\${names[@]}"`;
  return spawnSync('bash', ['--norc', '-c', script, 'bash', ...words], {
    encoding: 'utf8',
    env: { PATH: process.env.PATH ?? '', ...environment },
  });
}

const lists = (...words: string[]) => parse(words).stdout.trimEnd().split('\n');

describe('the words of check', () => {
  it('are tests and groups, and what chooses among them', () => {
    expect(lists('-x', 'loop/001', 'loop', '-d', '--exclude=block', 'block/002')).toEqual([
      'options:',
      'choices: [-x] [loop/001] [-d] [-x] [block]',
      'names: [loop] [block/002]',
    ]);
  });

  it('are options that choose none, which count for tests that Rapido chooses too', () => {
    expect(lists('-q', '-t', '--quick=7', '-q5', 'loop')).toEqual([
      'options: [-q] [-t] [-q7] [-q5]',
      'choices:',
      'names: [loop]',
    ]);
  });

  it("put a file of the user's after the configuration that has the devices", () => {
    expect(lists('-c', 'one file', '--config=two')).toEqual([
      'options: [-c] [config] [-c] [one file] [-c] [two]',
      'choices:',
      'names:',
    ]);
  });

  it('do not move the results', () => {
    expect(lists('-o', '/elsewhere', 'loop')).toEqual(['options:', 'choices:', 'names: [loop]']);
  });

  it('end the options', () => {
    expect(lists('--', '-d')).toEqual(['options:', 'choices:', 'names: [-d]']);
  });

  it('are those of the cut where there are none', () => {
    const environment = { BLKTESTS_DEFAULT: '-q block loop' };
    expect(parse([], environment).stdout).toBe('options: [-q]\nchoices:\nnames: [block] [loop]\n');
    expect(parse(['-q1'], environment).stdout).toBe('options: [-q1]\nchoices:\nnames:\n');
    expect(parse([]).stdout).toBe('options:\nchoices:\nnames:\n');
  });

  it('are refused where check knows no such option', () => {
    const { status, stdout, stderr } = parse(['--nonsense']);
    expect(stderr).toMatch(/^check: .*--nonsense/);
    expect(stdout).toBe('');
    expect(status).toBe(1);
  });
});
