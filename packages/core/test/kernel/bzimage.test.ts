import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readBzImage } from '../../src/kernel/bzimage.js';
import { temporaryDirectory } from '../temporary.js';
import { distributionKernel } from './build-tree.js';

const { image, release } = await distributionKernel();

async function inspect(change: (bytes: Buffer) => Buffer | string) {
  const path = join(temporaryDirectory(), 'bzImage');
  await writeFile(path, change(await readFile(image)));
  return readBzImage(path);
}

test('the release is read from the boot header', async () => {
  expect(await readBzImage(image)).toEqual({ release });
});

test('an image that is cut short is damaged, wherever it is cut', async () => {
  for (const size of [0, 100, 0x210, 20_000, 5_000_000]) {
    expect(await inspect((bytes) => bytes.subarray(0, size))).toMatchObject({ kind: 'damaged' });
  }
  const most = await inspect((bytes) => bytes.subarray(0, -4096));
  expect(most).toMatchObject({ problem: expect.stringMatching(/^is cut short: \d+ bytes of \d+$/) });
});

test('what is no x86_64 kernel is foreign', async () => {
  expect(await inspect(() => 'x'.repeat(4096))).toMatchObject({
    kind: 'foreign',
    problem: expect.stringContaining('no bzImage'),
  });
  const withoutLongMode = await inspect((bytes) => {
    bytes.writeUInt8(bytes.readUInt8(0x236) & ~1, 0x236);
    return bytes;
  });
  expect(withoutLongMode).toMatchObject({ kind: 'foreign', problem: expect.stringContaining('32-bit') });
});

test('an image without a version string is damaged', async () => {
  const nameless = await inspect((bytes) => {
    bytes.writeUInt16LE(0, 0x20e);
    return bytes;
  });
  expect(nameless).toMatchObject({ kind: 'damaged' });
});
