import { expect, test } from 'vitest';
import { StepOutput } from '../../src/run/step-output.js';

const mark = (index: number, what: string, nonce = 'n0nce') => `\x1b]rapido;${nonce};${index};${what}\x07`;

function collect(stream: Buffer, pieceBytes: number): string[] {
  const byStep: Buffer[] = [];
  const output = new StepOutput('n0nce', (index, data) => {
    byStep[index] = Buffer.concat([byStep[index] ?? Buffer.alloc(0), data]);
  });
  for (let at = 0; at < stream.length; at += pieceBytes) output.push(stream.subarray(at, at + pieceBytes));
  output.end();
  return byStep.map((data) => data.toString());
}

const stream = Buffer.from(
  `${mark(0, 'begin')}hello\n${mark(0, 'end')}${mark(1, 'begin')}ünï \x1b[1mbold\x1b[0m${mark(1, 'end')}late${mark(2, 'begin')}x`,
);

test.each([1, 2, 7, 1000])('gives each step its output, in pieces of %i bytes', (pieceBytes) => {
  expect(collect(stream, pieceBytes)).toEqual(['hello\n', 'ünï \x1b[1mbold\x1b[0mlate', 'x']);
});

test.each([3, 1000])('what a step prints never passes for a mark of ours, in pieces of %i bytes', (pieceBytes) => {
  const forged = mark(5, 'begin', 'guess');
  expect(collect(Buffer.from(`${mark(1, 'begin')}${forged}${mark(1, 'end')}`), pieceBytes)[1]).toBe(forged);
});

test('an escape at the very end is not lost', () => {
  expect(collect(Buffer.from(`${mark(1, 'begin')}a\x1b]rapido;n0`), 4)[1]).toBe('a\x1b]rapido;n0');
});

test('output flows at once, and is not held back for marks that may come', () => {
  const pieces: string[] = [];
  const output = new StepOutput('n0nce', (_, data) => pieces.push(data.toString()));
  output.push(Buffer.from('progress 50%\r'));
  expect(pieces).toEqual(['progress 50%\r']);
});

test('all has come when the guest’s last mark has, not before', async () => {
  const output = new StepOutput('n0nce', () => {});
  let isOff = false;
  const off = output.off().then(() => {
    isOff = true;
  });
  output.push(Buffer.from(`${mark(1, 'end')}\x1b]rapido;n0nce;of`));
  await new Promise(setImmediate);
  expect(isOff).toBe(false);
  output.push(Buffer.from('f\x07'));
  await off;
  await output.off();
});

test('what a suite says between its output is not part of it, and heard in its place', () => {
  const heard: string[] = [];
  const output = new StepOutput(
    'n0nce',
    (index, data) => heard.push(`${index}: ${data}`),
    (words) => heard.push(words.join(' ')),
  );
  output.push(Buffer.from(`${mark(1, 'begin')}one\x1b]rapido;n0nce;suite;ask;0\x07two`));
  expect(heard).toEqual(['1: one', 'ask 0', '1: two']);
});
