import { mkdirSync, rmdirSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { askedDigest, type CutMemo, readMemo, writeMemo } from '../../src/image/memo.js';
import { startReaper } from '../../src/process/index.js';
import { environmentIn, temporaryDirectory } from '../temporary.js';

test('a memo that is damaged, or cannot be read, counts as none, and is written anew', async () => {
  const environment = environmentIn(temporaryDirectory());
  const reaper = startReaper();
  onTestFinished(() => reaper.close());
  const memo = { inputs: { files: [], settings: [], salt: '' }, segments: [] } as unknown as CutMemo;
  const path = join(environment.dirs.cache, 'cuts/key.json');
  expect(await readMemo(environment, 'key')).toBeUndefined();
  mkdirSync(path, { recursive: true });
  expect(await readMemo(environment, 'key')).toBeUndefined();
  rmdirSync(path);
  await writeMemo(environment, 'key', memo, reaper);
  expect(await readMemo(environment, 'key')).toEqual(memo);
  for (const damage of [
    () => truncateSync(path, 20),
    () => truncateSync(path),
    () => writeFileSync(path, '\0'.repeat(99)),
  ]) {
    damage();
    expect(await readMemo(environment, 'key')).toBeUndefined();
  }
  await writeMemo(environment, 'key', memo, reaper);
  expect(await readMemo(environment, 'key')).toEqual(memo);
});

test('what a cut asks for is the same image whatever it tells to each VM', () => {
  const asked = (text: string, image: string, path = '/etc/x') =>
    askedDigest({
      entries: [{ from: 'x', kind: 'data', dest: path, text, perRun: true }],
      vm: { disks: [{ serial: 'RBD', blockdev: { driver: 'rbd', image } }] },
    });
  expect(asked('one', 'a')).toBe(asked('two', 'b'));
  expect(asked('one', 'a', '/etc/y')).not.toBe(asked('one', 'a'));
  expect(askedDigest({ entries: [], vm: { disks: [{ serial: 'RBD' }] } })).not.toBe(
    askedDigest({ entries: [], vm: { disks: [{ serial: 'RBD', blockdev: { driver: 'rbd' } }] } }),
  );
});
