import { truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { isImage, readImage, recordArchive } from '../../src/image/record.js';
import type { ImageRecord } from '../../src/image/types.js';
import { temporaryDirectory } from '../temporary.js';

const record: ImageRecord = {
  schema: 4,
  cut: 'simple-example',
  plugin: '@rapido/cut-simple@1.0.0',
  driver: 'dracut',
  kernel: { release: '6.1.0', buildId: 'abc', image: '/boot/vmlinuz' },
  vm: { memory: '512M', cpus: 2 },
  settings: { CIFS_PW: { type: 'string', summary: 'Password', secret: true } },
  runFiles: [],
  allowSplats: [],
  manifest: '',
  bytes: 1024,
  unpackedBytes: 1024,
  digest: '00',
};

function imageFile(): string {
  const path = join(temporaryDirectory(), 'x.img');
  writeFileSync(path, Buffer.concat([recordArchive(record), Buffer.alloc(record.bytes)]));
  return path;
}

test('an image tells what it is', async () => {
  const path = imageFile();
  expect(await readImage(path)).toEqual({ path, record });
});

test('a truncated image is refused, with the way to mend it', async () => {
  const path = imageFile();
  truncateSync(path, recordArchive(record).length + 1000);
  await expect(readImage(path)).rejects.toMatchObject({
    code: 'ERR_RAPIDO_IMAGE_INVALID',
    hint: 'Cut it again: rapido cut simple-example',
  });
  truncateSync(path, 100);
  await expect(readImage(path)).rejects.toMatchObject({ code: 'ERR_RAPIDO_IMAGE_INVALID' });
});

test('what is missing, foreign or a directory is refused', async () => {
  const dir = temporaryDirectory();
  await expect(readImage(join(dir, 'none'))).rejects.toMatchObject({
    code: 'ERR_RAPIDO_IMAGE_NOT_FOUND',
    exitCode: 129,
  });
  await expect(readImage(dir)).rejects.toMatchObject({ code: 'ERR_RAPIDO_IMAGE_INVALID' });
  writeFileSync(join(dir, 'foreign'), 'something else entirely');
  await expect(readImage(join(dir, 'foreign'))).rejects.toMatchObject({ code: 'ERR_RAPIDO_IMAGE_INVALID' });
});

test('one of ours is told from another file, also when it is damaged', async () => {
  const path = imageFile();
  truncateSync(path, recordArchive(record).length + 1);
  expect(await isImage(path)).toBe(true);
  writeFileSync(path, 'the disk of a VM');
  expect(await isImage(path)).toBe(false);
});
