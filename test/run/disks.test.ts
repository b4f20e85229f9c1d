import {
  closeSync,
  existsSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, onTestFinished, test } from 'vitest';
import { expectFailure } from '../helpers/failure.js';
import { rapido, SANDBOX, SELF, start, temporaryDirectory } from '../helpers/index.js';
import { booted, cutImage, startBoot, steps } from './vm.js';

const WORK = join(SELF.directories.home, '.cache/rapido/work');
const RUNS = join(SELF.directories.home, '.local/state/rapido/runs');
let image = '';

beforeAll(async () => {
  const fest = join(mkdtempSync(join(SANDBOX, 'cut-')), 'disks.fest');
  writeFileSync(fest, 'bin mkfs.ext4 dd\nkmod ext4\n');
  image = await cutImage([], fest);
});

test("a cut's own disks are there, and one of the user's takes the place of one of the same serial", async () => {
  const file = join(temporaryDirectory(), 'own.mjs');
  const vm = { disks: [{ serial: 'SCRATCH', size: '3G', bus: 'nvme' }, { serial: 'TEST' }] };
  const cut = { name: 'own', summary: 'Has disks', vm };
  writeFileSync(file, `export const cut = { ...${JSON.stringify(cut)}, manifest() {} };`);
  const own = await cutImage([], file);
  const size = '$(($(<"/sys/block/${disk#/dev/}/size") >> 21))';
  const show = `for serial in SCRATCH TEST; do disk=$(disk_by_serial $serial); echo "$serial \${disk%%[0-9]*} ${size}"; done`;
  const { status, stdout } = await booted(startBoot(own, ['--disk', 'size=2G,serial=TEST', ...steps(show)]));
  expect({ status, stdout }).toEqual({ status: 0, stdout: 'SCRATCH /dev/nvme 3\nTEST /dev/vda 2\n' });
});

test('disks are found by their serials on every bus; new ones go with the VM, old ones keep what was written', async () => {
  const directory = temporaryDirectory('ä, b');
  const disk = (name: string, bytes: number) => {
    const path = join(directory, name);
    writeFileSync(path, `${name} of the host`);
    truncateSync(path, bytes);
    return path;
  };
  const [kept, made, fixed] = [disk('kept,1', 2 ** 20), disk('made', 64 * 2 ** 20), disk('fixed', 2 ** 20)] as const;
  const go = join(directory, 'go');
  const running = startBoot(
    image,
    [
      ...[
        '--disk',
        'size=8G,serial=NEW/1',
        '--disk',
        'size=1T,serial=NEW-2,bus=nvme',
        '--disk',
        'serial=N3,size=2G,bus=scsi',
      ],
      ...['--disk', 'path=kept,,1,serial=KEPT,bus=scsi', '--disk', `path=made,serial=MADE`],
      ...[
        '--disk',
        `path=${fixed.replaceAll(',', ',,')},serial=FIXED,ro,bus=nvme`,
        '--set',
        `VIRTFS_SHARE_PATH=${directory}`,
      ],
      ...steps(
        `for serial in NEW/1 NEW-2 N3 KEPT MADE FIXED; do
           disk=$(disk_by_serial "$serial") && echo "$serial \${disk%[0-9a-z]} $(<"/sys/block/\${disk#/dev/}/size")"
         done
         disk_by_serial NEW || echo 'no NEW'`,
        'head -c 17 "$(disk_by_serial KEPT)"; echo; echo guest | dd bs=512 conv=sync status=none of="$(disk_by_serial KEPT)"',
        'mkfs.ext4 -q "$(disk_by_serial MADE)" && mount "$(disk_by_serial MADE)" /mnt && echo inside >/mnt/file; cd /mnt',
        'dd if=/dev/zero of="$(disk_by_serial FIXED)" bs=512 count=1 oflag=direct status=none 2>/dev/null || echo refused',
        'dd if=/dev/zero of="$(disk_by_serial NEW/1)" bs=1M count=4 oflag=direct status=none && echo written',
        'echo waiting; wait_for 100 test -e /host/go',
      ),
    ],
    { cwd: directory },
  );
  await running.stdout.waitFor('waiting\n');
  const images = newImages();
  expect(images.map(({ name, size }) => `${name} ${size / 2 ** 30}`).sort()).toEqual([
    'N3.img 2',
    'NEW%2F1.img 8',
    'NEW-2.img 1024',
  ]);
  for (const { path, blocks, mode } of images) {
    expect(blocks * 512).toBeLessThan(64 * 2 ** 20);
    expect(mode & 0o777).toBe(0o600);
    expect(existsSync(path)).toBe(true);
  }
  writeFileSync(go, '');

  const { status, stdout } = await booted(running);
  expect(status).toBe(0);
  expect(stdout.split('\n').slice(0, -1)).toEqual([
    'NEW/1 /dev/vd 16777216',
    'NEW-2 /dev/nvme0n 2147483648',
    'N3 /dev/sd 4194304',
    'KEPT /dev/sd 2048',
    'MADE /dev/vd 131072',
    'FIXED /dev/nvme1n 2048',
    'no NEW',
    'kept,1 of the hos',
    'refused',
    'written',
    'waiting',
  ]);
  for (const { path } of images) expect(existsSync(path)).toBe(false);
  expect(startOf(kept, 6)).toBe('guest\n');
  expect(startOf(fixed, 17)).toBe('fixed of the host');
  const content = readFileSync(made);
  expect(content.includes('inside\n')).toBe(true);
  // State of the file system (s_state, Documentation/filesystems/ext4/super.rst): cleanly unmounted.
  expect(content.readUInt16LE(1024 + 0x3a)).toBe(1);
});

function newImages() {
  return readdirSync(WORK, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.img'))
    .map((name) => {
      const path = join(WORK, name);
      const { size, blocks, mode } = statSync(path);
      return { name: name.split('/').at(-1), path, size, blocks, mode };
    });
}

function startOf(path: string, length: number): string {
  const file = openSync(path, 'r');
  const bytes = Buffer.alloc(length);
  readSync(file, bytes, 0, length, 0);
  closeSync(file);
  return bytes.toString();
}

test('disks that cannot be had are refused before anything is started', async () => {
  const directory = temporaryDirectory();
  writeFileSync(join(directory, 'file'), '');
  const runs = () => (existsSync(RUNS) ? readdirSync(RUNS) : []);
  const before = runs();
  const refused = async (disk: string, message: string | RegExp) => {
    const result = await rapido(['boot', image, '--disk', disk, '-x', 'true'], { cwd: directory });
    expectFailure(result, 129, 'DISK', message);
  };
  await refused('size=1G', 'serial=NAME, by which the guest finds the disk, is missing');
  await refused('size=1G,serial=ABCDEFGHIJKLMNOPQRSTU', 'up to 20 ASCII characters');
  await refused('size=1X,serial=A', 'size=1X is no size of a disk');
  await refused('serial=A', 'one of size= and path= is needed');
  await refused('size=1G,path=file,serial=A', 'one of size= and path= is needed');
  await refused('size=1G,serial=A,bus=ide', 'bus=ide is none of virtio, nvme, scsi');
  await refused('size=1G,serial=A,typ=x', '"typ" is not known');
  await refused('path=.,serial=A', 'is neither a file nor a block device');
  await refused('path=nowhere,serial=A', /The disk .*\/nowhere does not exist/);
  expect(runs()).toEqual(before);
});

// Only root can make the host use a file as a disk.
test.skipIf(process.getuid?.() !== 0)('a disk that the host uses is refused', async () => {
  const directory = temporaryDirectory();
  const disk = join(directory, 'disk');
  writeFileSync(disk, '');
  truncateSync(disk, 2 ** 21);
  const device = (await start(['losetup', '--find', '--show', disk]).result).stdout.trim();
  expect(device).toMatch(/^\/dev\/loop/);
  onTestFinished(() => start(['losetup', '--detach', device]).result.then(() => {}));
  const backing = await rapido(['boot', image, '--disk', `path=${disk},serial=A`, '-x', 'true']);
  expectFailure(backing, 129, 'DISK', `${disk} is in use: it backs ${device}.`);

  const mount = `mkfs.ext4 -q ${device} && mkdir -p "$HOME/mnt" && mount ${device} "$HOME/mnt" && exec "$@"`;
  const boot = [process.execPath, SELF.cli, 'boot', image, '--disk', `path=${device},serial=A`, '-x', 'true'];
  const mounted = await start(['unshare', '--mount', 'sh', '-c', mount, 'sh', ...boot]).result;
  expectFailure(mounted, 128, 'DISK', `${device} is in use on this machine (mounted, swap, RAID or LVM).`);
});
