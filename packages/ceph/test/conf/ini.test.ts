import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readIni } from '../../src/index.js';
import { directoryWith } from '../support.js';

const textOf = (text: string, name: string, section = 'global') => readIni(text).sections.get(section)?.get(name)?.text;

describe('what Ceph reads', () => {
  it.each([
    ['a section', '[global]\nfsid = x\n', 'fsid'],
    ['what stands before all sections', 'fsid = x\n', 'fsid'],
    ['blanks in a name', '[global]\n\tmon \t host  =  a, b  \n', 'mon_host'],
    ['no blanks at all', '[global]\nmon_host=a\n', 'mon_host'],
    ['# after a value', '[global]\nq = a # comment\n', 'q'],
    ['# in the middle of a word', '[global]\nq = a#comment\n', 'q'],
    ['; after a value', '[global]\nq = a;comment\n', 'q'],
    ['lines of comments, and empty ones', '  # c\n\n ; d\n[global]\n# e\nq = 1\n', 'q'],
    ['a comment that seems to go on', '[global]\n# c \\\nq = 1\n', 'q'],
    ['double quotes', '[global]\nq = "a  b"  # c\n', 'q'],
    ['single quotes', "[global]\nq = 'a  b'\n", 'q'],
    ['quotes in a value', '[global]\nq = a "b" c\n', 'q'],
    ['quotes within quotes', '[global]\nq = "a \\"b\\" c"\n', 'q'],
    ['an escaped #', '[global]\nq = one \\# two\n', 'q'],
    ['an escaped \\', '[global]\nq = a\\\\b\n', 'q'],
    ['a line that goes on', '[global]\nq = one \\\n   two\nr = 3\n', 'q'],
    ['what follows a line that goes on', '[global]\nq = one\\\ntwo\nr = 3\n', 'r'],
    ['= in a value', '[global]\nq = a=b==\n', 'q'],
    ['[ in a value', '[global]\nq = [v2:10.0.0.1:3300/0] b\n', 'q'],
    ['line ends of Windows', '[global]\r\nq = a\r\nr = b\r\n', 'q'],
    ['the last of two values', '[global]\nq = 1\nq = 2\n', 'q'],
    ['a section in two parts', '[global]\nq = 1\n[a]\nq = 3\n[global]\nq = 2\nr = 4\n', 'q'],
    ['what the first part of a section says', '[global]\nq = 1\n[a]\n[global]\nr = 2\n', 'q'],
    ['an empty value', '[global]\nq =\nr = 1\n', 'q'],
  ])('%s, as ceph-conf does', (_, text, name) => {
    const file = join(directoryWith({ 'ceph.conf': text }), 'ceph.conf');
    const theirs = execFileSync('ceph-conf', ['-c', file, '-s', 'global', '--lookup', name], { encoding: 'utf8' });
    expect(readIni(text).faults).toEqual([]);
    expect(textOf(text, name)).toBe(theirs.replace(/\n$/, ''));
  });

  it.each([
    ['a line that is nothing', '[global]\nq\nr = 1\n', 2],
    ['a section that is not closed', '[global\nr = 1\n', 1],
    ['a quote that is not closed', '[global]\nr = 1\nq = "open\n', 3],
    ['something behind a quote', '[global]\nq = "a" b\nr = 1\n', 2],
    ['a quote after another', "[global]\nr = 1\nq = 'it''s'\n", 3],
  ])('%s is refused, as ceph-conf does, and the rest is read', (_, text, line) => {
    const file = join(directoryWith({ 'ceph.conf': text }), 'ceph.conf');
    const run = () => execFileSync('ceph-conf', ['-c', file, '-s', 'global', '--lookup', 'r'], { stdio: 'pipe' });
    expect(run).toThrow('parse error');
    expect(readIni(text).faults).toEqual([{ line, message: expect.any(String) }]);
    expect(textOf(text, 'r')).toBe('1');
  });
});

describe('what the documentation promises', () => {
  it('takes - for a blank in a name', () => {
    expect(textOf('[global]\nmon-host = a\n', 'mon_host')).toBe('a');
  });

  it("takes a comment's sign in quotes for itself", () => {
    expect(textOf('[global]\nq = "a # b"\n', 'q')).toBe('a # b');
  });
});

it('says where an option is, also after lines that went on', () => {
  const { sections } = readIni('# c\n[global]\nq = 1 \\\n 2 \\\n 3\nr = 4');
  expect([...(sections.get('global') ?? [])].map(([name, { line }]) => [name, line])).toEqual([
    ['q', 3],
    ['r', 6],
  ]);
});

it('reads a section with a remark, a byte order mark, and letters of the world', () => {
  const ini = readIni('\uFEFF[ client.ä ] ; that is me\nkey = ü\n');
  expect(ini.faults).toEqual([]);
  expect(ini.sections.get('client.ä')?.get('key')?.text).toBe('ü');
});

it.each([
  ['one long line', 'x'.repeat(1 << 20)],
  ['one long value', `[global]\nq = ${'\\a'.repeat(1 << 19)}\n`],
  ['one long quote', `[global]\nq = "${'a '.repeat(1 << 19)}\n`],
  ['blanks', `[global]\nq${' '.repeat(1 << 20)}\n`],
  ['opened sections', '['.repeat(1 << 20)],
  ['NUL bytes', '\0'.repeat(1 << 20)],
])('%s without an end is read like anything else', (_, text) => {
  expect(readIni(text).faults.length).toBeLessThanOrEqual(1);
});

it('keeps names of JavaScript for names', () => {
  const { sections } = readIni('[__proto__]\nconstructor = 1\n');
  expect(sections.get('__proto__')?.get('constructor')?.text).toBe('1');
  expect(sections.get('global')).toBeUndefined();
});
