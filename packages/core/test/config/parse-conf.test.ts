import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { parseConf } from '../../src/config/parse-conf.js';
import { thrown } from './place.js';

/** Values as text, references as `<NAME>`. */
function parsed(text: string): Record<string, string> {
  return Object.fromEntries(
    parseConf(text, 'rapido.conf').map(({ name, parts }) => [
      name,
      parts.map((part) => (part.kind === 'text' ? part.text : `<${part.name}>`)).join(''),
    ]),
  );
}

/** Values that hold no reference, which a shell must read alike. */
const PLAIN: Readonly<Record<string, string>> = {
  'A=': '',
  'A=""': '',
  "A=''": '',
  'A=plain': 'plain',
  'A="two words"': 'two words',
  "A='two  words'": 'two  words',
  'A=a"b c"\'d e\'f': 'ab cd ef',
  'A=a\\ b': 'a b',
  'A="a\\"b\\\\c\\`d\\$e\\f"': 'a"b\\c`d$e\\f',
  "A='a\\b$C${D}`e`\"f'": 'a\\b$C${D}`e`"f',
  'A=\\$B': '$B',
  'A="costs 5$"': 'costs 5$',
  'A=a$': 'a$',
  'A="a $ b"': 'a $ b',
  'A=a#b': 'a#b',
  'A=#b': '#b',
  'A=a # comment "$(': 'a',
  'A= # comment': '',
  'A="a # b"': 'a # b',
  'A=one\\\ntwo': 'onetwo',
  'A="one \\\n\ttwo"': 'one \ttwo',
  'A="one\ntwo"': 'one\ntwo',
  "A='one\ntwo'": 'one\ntwo',
  "A='one\\\ntwo'": 'one\\\ntwo',
  'A=x=y': 'x=y',
  'A=*.c': '*.c',
  'A={a,b}': '{a,b}',
  'A=é\u00a0ü': 'é\u00a0ü',
  'A="a;b|c&d<e>(f)"': 'a;b|c&d<e>(f)',
  'A=\\;\\&\\(': ';&(',
  'export A=b': 'b',
  '  A=b  ': 'b',
  'A=first\nA=last': 'last',
  'A=no-newline-at-the-end': 'no-newline-at-the-end',
  '# only\n\n\t# comments\nA=a\n#end': 'a',
};

describe('parseConf', () => {
  it.each(Object.entries(PLAIN))('reads %j as a shell does', (text, value) => {
    expect(parsed(text)).toEqual({ A: value });
    const script = `${text}\nprintf '%s|' "$A"`;
    expect(execFileSync('bash', ['--norc', '-c', script], { encoding: 'utf8', env: {} })).toBe(`${value}|`);
  });

  it.each([
    ['A=$B', '<B>'],
    ['A=${B}/c', '<B>/c'],
    ['A="$B$C/d${E_1}f"', '<B><C>/d<E_1>f'],
    ['A="${A} more"', '<A> more'],
    ['A=\'$B\'"$B"', '$B<B>'],
    ['A="\\${B}"', '${B}'],
  ])('keeps the references of %j apart', (text, value) => {
    expect(parsed(text)).toEqual({ A: value });
  });

  it('says on which line each assignment begins', () => {
    const text = '# one\nA="1\n2\n3"\r\n\r\nexport B=2 # two\nC=a\\\nb\nD=4\n';
    const lines = parseConf(text, 'rapido.conf').map(({ name, line }) => [name, line]);
    expect(lines).toEqual([
      ['A', 2],
      ['B', 6],
      ['C', 7],
      ['D', 9],
    ]);
  });

  it('reads files that an editor of another system wrote', () => {
    expect(parsed('\uFEFFA="1"\r\nB=2\r\n')).toEqual({ A: '1', B: '2' });
  });

  it.each([
    ['A="$(uname -r)"', 1, '$(…)', 'Write the result'],
    ['\nA=$(uname -r)', 2, '$(…)', 'Write the result'],
    ['A=`uname -r`', 1, '`…`', 'Write the result'],
    ['A="\n`uname -r`"', 2, '`…`', 'Write the result'],
    ['A=$((1+1))', 1, 'arithmetic', 'Write the result'],
    ['A=${B:-c}', 1, 'more than a name', '${NAME}'],
    ['A="${B', 1, 'more than a name', '${NAME}'],
    ['A=${}', 1, 'more than a name', '${NAME}'],
    ['A=$1', 1, 'special parameter', '\\$'],
    ['A="$$"', 1, 'special parameter', '\\$'],
    ["A=$'a'", 1, "$'…'", 'without the $'],
    ['A=a; B=b', 1, '; is for the shell', 'per line'],
    ['A=a && B=b', 1, '& is for the shell', 'per line'],
    ['A=a|b', 1, '| is for the shell', 'single quotes'],
    ['A=a >b', 1, '> is for the shell', 'single quotes'],
    ['A=(a b)', 1, 'arrays', 'KEY="one two"'],
    ['A[0]=a', 1, 'arrays', 'KEY="one two"'],
    ['A+=" b"', 1, '+=', '${KEY} more'],
    ['A=one two', 1, 'something follows', 'Quote'],
    ['A=1 B=2', 1, 'something follows', 'per line'],
    ['A = b', 1, 'space before the =', 'KEY="value"'],
    ['A="b', 1, 'never closed', 'Close it'],
    ["A=b\nB='c\n\n", 2, 'never closed', 'Close it'],
    ['. ./other.conf', 1, 'included', '--set'],
    ['source other.conf', 1, 'included', '--set'],
    ['if [ -d /x ]; then', 1, 'conditions', '--set'],
    ['[ -n "$A" ] && B=1', 1, 'conditions', '--set'],
    ['for a in b; do', 1, 'conditions', '--set'],
    ['f() {', 1, 'functions', '--set'],
    ['function f {', 1, 'functions', '--set'],
    ['export A', 1, 'shell command', 'KEY="value"'],
    ['unset A', 1, 'shell command', 'KEY="value"'],
    ['echo hello', 1, 'not KEY=value', 'KEY="value"'],
    ['A', 1, 'not KEY=value', 'KEY="value"'],
    ['1A=b', 1, 'not KEY=value', 'KEY="value"'],
    ['dotted.key=b', 1, 'not KEY=value', 'KEY="value"'],
  ])('refuses %j', async (text, line, what, hint) => {
    const error = await thrown(() => parseConf(text, '/p/rapido.conf'));
    expect(error).toMatchObject({ code: 'ERR_RAPIDO_CONFIG_SYNTAX', hint: expect.stringContaining(hint) });
    expect(error.message).toMatch(new RegExp(`^/p/rapido\\.conf:${line}: `));
    expect(error.message).toContain(what);
  });

  it.each([
    'CIFS_PW=hunter2 again',
    'CIFS_PW="hunter2',
    'CIFS_PW=hunter2$(x)',
    'CIFS_PW=${hunter2:-x}',
    'hunter2',
    'CIFS_PW=a;hunter2',
  ])('does not show any of %j', async (text) => {
    const { message, hint } = await thrown(() => parseConf(text, 'f'));
    expect(message + hint).not.toContain('hunter2');
  });
});
