import { expect, test } from 'vitest';
import { gatherFrames, LONGEST_FRAME } from '../../src/mesh/frames.js';
import { encode, lengthOf } from './port.js';

function gathering() {
  const runs: Buffer[] = [];
  return { runs, take: gatherFrames((run) => runs.push(run)) };
}

const frames = [20, 1514, 14, 65550, 0, 60].map((length, index) => Buffer.alloc(length, index + 1));
const stream = encode(...frames);

test.each([1, 2, 3, 5, 17, 1500, 65536, stream.length])('frames are whole in pieces of %i bytes', (size) => {
  const { runs, take } = gathering();
  let taken = true;
  for (let at = 0; at < stream.length; at += size) taken &&= take(stream.subarray(at, at + size));
  expect(taken).toBe(true);
  expect(runs.every(holdsWholeFrames)).toBe(true);
  expect(Buffer.concat(runs).equals(stream)).toBe(true);
});

test('what holds whole frames only is passed on as it is', () => {
  const { runs, take } = gathering();
  take(stream);
  expect(runs).toHaveLength(1);
  expect(runs[0]).toBe(stream);
});

test('frames before a length that is none are passed on', () => {
  const { runs, take } = gathering();
  expect(take(Buffer.concat([stream, lengthOf(LONGEST_FRAME + 1)]))).toBe(false);
  expect(Buffer.concat(runs).equals(stream)).toBe(true);
});

test('a length that is none is found though it comes byte by byte', () => {
  const { take } = gathering();
  const accepted = [0xff, 0xff, 0xff, 0xff].map((byte) => take(Buffer.from([byte])));
  expect(accepted).toEqual([true, true, true, false]);
});

test('the longest frame that QEMU takes is one', () => {
  const { runs, take } = gathering();
  const longest = encode(Buffer.alloc(LONGEST_FRAME));
  expect(take(longest)).toBe(true);
  expect(Buffer.concat(runs).equals(longest)).toBe(true);
});

function holdsWholeFrames(run: Buffer): boolean {
  let end = 0;
  while (end < run.length) end += 4 + run.readUInt32BE(end);
  return end === run.length;
}
