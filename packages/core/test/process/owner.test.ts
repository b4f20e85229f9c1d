import { expect, test } from 'vitest';
import { isStale, ownerName } from '../../src/process/owner.js';

const WEEK_MS = 7 * 24 * 3600 * 1000;
const now = Date.now();
const long = now - 2 * WEEK_MS;
/** `owner` with one of its fields (PID, START, HOST, BOOT, NAMESPACE) changed. */
const other = (owner: string, ...fields: readonly number[]) =>
  owner
    .split('-')
    .map((field, index) => (fields.includes(index) ? '1' : field))
    .join('-');

test('what a living process has made is not stale, however old it is', async () => {
  expect(await isStale(await ownerName(), long)).toBe(false);
  expect(await isStale(await ownerName(process.ppid), long)).toBe(false);
});

test('what a dead process has made is stale, also when its number is used again', async () => {
  expect(await isStale(await ownerName(4194304), now)).toBe(true);
  expect(await isStale(other(await ownerName(), 1), now)).toBe(true);
});

test('no process of this machine has outlived its boot', async () => {
  expect(await isStale(other(await ownerName(), 3), now)).toBe(true);
});

test.each([
  ['another machine', [2, 3]],
  ['another container', [4]],
  ['another container that is called as another machine', [2, 4]],
])('what is of %s is left alone for a week', async (_, fields) => {
  const owner = other(await ownerName(4194304), ...fields);
  expect(await isStale(owner, now)).toBe(false);
  expect(await isStale(owner, long)).toBe(true);
});

test('a name that is none of ours is left alone for a week', async () => {
  expect(await isStale('something', now)).toBe(false);
});
