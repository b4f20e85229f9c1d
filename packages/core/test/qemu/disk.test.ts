import { execFileSync } from 'node:child_process';
import { mkdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { attachDisk, type Disk, neededDisk, parseDisks } from '../../src/qemu/disk.js';
import { temporaryDirectory } from '../temporary.js';

const parseDisk = (text: string, cwd: string) => parseDisks([text], cwd)[0] as Disk;

test('throw-away and existing disks', () => {
  expect(parseDisk('size=8G,serial=SCRATCH', '/w')).toEqual({
    serial: 'SCRATCH',
    bus: 'virtio',
    readOnly: false,
    source: { kind: 'new', bytes: 8 * 2 ** 30 },
  });
  expect(parseDisk('path=a,,b,,,serial=T,bus=nvme,ro', '/w')).toEqual({
    serial: 'T',
    bus: 'nvme',
    readOnly: true,
    source: { kind: 'path', path: '/w/a,b,' },
  });
});

test.each([
  ['size=8G', 'serial=NAME'],
  ['serial=X', 'one of size= and path='],
  ['size=1G,path=x,serial=X', 'one of size= and path='],
  ['size=lots,serial=X', 'no size of a disk'],
  ['size=1G,serial=X,bus=ide', 'none of virtio, nvme, scsi'],
  ['size=1G,serial=X,sise=2G', '"sise" is not known'],
  [`size=1G,serial=${'x'.repeat(21)}`, 'up to 20 ASCII characters'],
  ['size=1G,serial=A B', 'without spaces'],
  ['size=1G,size=2G,serial=X', 'size is there twice'],
  ['size=1G,serial=X,ro=off', 'ro takes no value'],
])('--disk %s is refused', (text, why) => {
  expect(() => parseDisk(text, '/')).toThrow(why);
});

test('two disks of one serial are refused', () => {
  expect(() => parseDisks(['size=1G,serial=X', 'size=2G,serial=Y', 'path=a,serial=X'], '/')).toThrow('serial X');
});

test('serials that differ have files that differ', async () => {
  const dir = temporaryDirectory();
  const disks = parseDisks(['size=1M,serial=a/b', 'size=2M,serial=a_b', 'size=3M,serial=..'], '/');
  const paths = await Promise.all(disks.map(async (disk) => (await attachDisk(disk, dir)).blockdev));
  expect(new Set(paths.map((blockdev) => JSON.stringify(blockdev))).size).toBe(3);
});

test('a throw-away disk is sparse', async () => {
  const dir = temporaryDirectory();
  await attachDisk(parseDisk('size=8G,serial=X', '/'), dir);
  const { size, blocks } = statSync(join(dir, 'X.img'));
  expect([size, blocks]).toEqual([8 * 2 ** 30, 0]);
});

test('an existing one is taken where it lies, a missing one refused', async () => {
  const dir = temporaryDirectory();
  const path = join(dir, 'disk.img');
  execFileSync('truncate', ['-s', '1M', path]);
  const disk = await attachDisk(parseDisk('path=disk.img,serial=X', dir), dir);
  expect(disk.blockdev).toEqual({ driver: 'raw', file: { driver: 'file', filename: path } });
  await expect(attachDisk(parseDisk('path=none.img,serial=X', dir), dir)).rejects.toMatchObject({ exitCode: 129 });
  mkdirSync(join(dir, 'directory'));
  for (const path of ['directory', '/dev/null']) {
    const attached = attachDisk(parseDisk(`path=${path},serial=X`, dir), dir);
    await expect(attached).rejects.toMatchObject({ exitCode: 129, message: expect.stringContaining('neither a file') });
  }
});

test('what a cut says that a disk is goes to QEMU as it is', async () => {
  const blockdev = { driver: 'rbd', pool: 'p', image: 'i' };
  const disk = neededDisk({ serial: 'RBD', bus: 'scsi', readOnly: true, blockdev });
  expect(await attachDisk(disk, '/nowhere')).toEqual({ serial: 'RBD', bus: 'scsi', readOnly: true, blockdev });
});
