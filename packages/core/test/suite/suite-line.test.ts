import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { SuiteLine } from '../../src/suite/suite-line.js';
import type { SuiteFile } from '../../src/suite/vm-session.js';

/** What a session hears of marks, `ask` and so on being their first words. */
function heard(...marks: readonly (readonly string[])[]) {
  const asked: (number | undefined)[] = [];
  const labels: string[] = [];
  const files: SuiteFile[] = [];
  const events: (readonly string[])[] = [];
  const line = new SuiteLine({
    asked: (status) => asked.push(status),
    listed: (label) => labels.push(label),
    file: (file) => files.push(file),
    event: (words) => events.push(words),
  });
  for (const mark of marks) line.mark(mark);
  return { asked, labels, files, events };
}

const latin1 = (text: string) => Buffer.from(text).toString('latin1');
const file = (form: string, path: string, ...data: string[]) => [
  ['file', 'begin', '7', '3', form, path],
  ...data.map((piece) => ['file', 'data', '7', ...piece.split(';')]),
  ['file', 'end', '7'],
];

test('the first question has no status, those after it have that of what was done before', () => {
  expect(heard(['ask'], ['ask', '0'], ['ask', '127']).asked).toEqual([undefined, 0, 127]);
});

test('a list arrives line by line, wherever it was cut, and its last line with the next question', () => {
  const marks = [
    ['listed', 'a/001\x1eb/0'],
    ['listed', '02 (s', ' t)\x1e\x1e'],
    ['listed', 'c'],
  ];
  expect(heard(...marks).labels).toEqual(['a/001', 'b/002 (s; t)']);
  expect(heard(...marks, ['ask', '0']).labels).toEqual(['a/001', 'b/002 (s; t)', 'c']);
});

test.each([
  ['text', [latin1('ü;\x1b]'), 'x'], 'ü;\x1b]x'],
  ['base64', [Buffer.from('one').toString('base64'), Buffer.from('two').toString('base64')], 'onetwo'],
  ['gzip', [gzipSync('packed').toString('base64')], 'packed'],
  ['text', [], ''],
  ['text', ['one\x1etwo\x1e'], 'one\ntwo\n'],
])('a file comes as %s', (form, data, text) => {
  const [got] = heard(...file(form, 'a/x y', ...data)).files;
  expect(got).toEqual({ path: 'a/x y', size: 3, data: Buffer.from(text) });
});

test('two senders at once do not get in the way of each other', () => {
  const { files } = heard(
    ['file', 'begin', '1', '1', 'text', 'one'],
    ['file', 'begin', '2', '1', 'text', 'two'],
    ['file', 'data', '1', '1'],
    ['file', 'data', '2', '2'],
    ['file', 'end', '2'],
    ['file', 'end', '1'],
  );
  expect(files.map(({ path, data }) => `${path}=${data}`)).toEqual(['two=2', 'one=1']);
});

test.each([
  ['a%3Bb%2507%25%07\n', 'a;b%07%\x07\n'],
  [latin1('./ä//b/../c'), 'ä/c'],
])('the path %j is %j', (written, path) => {
  expect(heard(...file('text', written, 'x')).files).toMatchObject([{ path }]);
});

test.each(['/etc/passwd', '..', '../x', 'a/../../x', '.', ''])('no file has the path %j', (path) => {
  expect(heard(...file('text', path, 'x')).files).toEqual([]);
});

test('what is no file is left out, and what comes after it is heard', () => {
  const bomb = gzipSync(Buffer.alloc(8 * 1024 ** 2)).toString('base64');
  const broken = [file('gzip', 'cut off', 'H4sI'), file('gzip', 'bomb', bomb), [['file', 'data', '9', 'x']]].flat();
  expect(heard(...broken, ['file', 'end', '9'], ['what'], [], ...file('text', 'good', 'x')).files).toMatchObject([
    { path: 'good' },
  ]);
});

test('a file that never ends takes no more memory than one that does', () => {
  const pieces = Array.from({ length: 3000 }, () => 'x'.repeat(3000));
  expect(heard(...file('text', 'endless', ...pieces)).files).toEqual([]);
});

test('words of an event are as they were given', () => {
  expect(heard(['event', 'test_end', 'skip', latin1('nö%3B 100%25')]).events).toEqual([
    ['test_end', 'skip', 'nö; 100%'],
  ]);
});
