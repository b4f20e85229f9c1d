import { constants } from 'node:fs';
import { open, readdir, readFile, realpath, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { DiskNeed } from '@rapido/kit';
import { parseSize } from '../config/size.js';
import { isSystemError, RapidoError } from '../errors.js';
import { onHost } from '../process/index.js';
import type { Blockdev } from './blockdev.js';

/** A disk of a VM: a sparse throw-away image of `bytes` bytes, an existing file or block device, or what a cut says that it is. */
export interface Disk {
  readonly serial: string;
  readonly bus: 'virtio' | 'nvme' | 'scsi';
  readonly readOnly: boolean;
  readonly source:
    | { readonly kind: 'new'; readonly bytes: number }
    | { readonly kind: 'path'; readonly path: string }
    | { readonly kind: 'blockdev'; readonly blockdev: Blockdev };
}

/** A disk that is ready to be given to a VM. */
export interface AttachedDisk {
  readonly serial: string;
  readonly bus: Disk['bus'];
  readonly readOnly: boolean;
  readonly blockdev: Blockdev;
}

const BUSES = ['virtio', 'nvme', 'scsi'] as const;
/** What virtio-blk carries of a serial (virtio 1.2, 5.2.4), and nvme, which pads it with spaces; scsi carries more. */
export const SERIAL = /^[\x21-\x7e]{1,20}$/;
const NEEDED_SIZE = '1G';

/**
 * The values of `--disk`: `size=8G,serial=X` or `path=FILE,serial=X`, each with `,bus=virtio|nvme|scsi` and `,ro`. Paths
 * start from `cwd`. Throws a RapidoError for what is none, and for a serial that is there twice.
 */
export function parseDisks(texts: readonly string[], cwd: string): Disk[] {
  const disks = texts.map((text) => parseDisk(text, cwd));
  const twice = disks.find(({ serial }, index) => disks.findIndex((other) => other.serial === serial) < index);
  if (twice === undefined) return disks;
  throw new RapidoError('DISK', `Two disks have the serial ${twice.serial}.`, {
    hint: 'The guest finds a disk by its serial: give each its own.',
  });
}

/** The disk that a cut asks for: a throw-away one, unless there is a `blockdev`. */
export function neededDisk({ serial, size = NEEDED_SIZE, bus = 'virtio', readOnly, blockdev }: DiskNeed): Disk {
  const source: Disk['source'] = blockdev
    ? { kind: 'blockdev', blockdev }
    : { kind: 'new', bytes: parseSize(size) ?? 0 };
  return { serial, bus, readOnly: readOnly ?? false, source };
}

function parseDisk(text: string, cwd: string): Disk {
  const parts = splitCommas(text).map((field) => splitOnce(field, '='));
  const fields = new Map(parts);
  const bad = (what: string) =>
    new RapidoError('DISK', `--disk ${text}: ${what}.`, {
      hint: 'As `--disk size=8G,serial=SCRATCH_DEV` or `--disk path=test.img,serial=TEST_DEV,bus=nvme`.',
    });
  for (const name of fields.keys()) {
    if (!['size', 'path', 'serial', 'bus', 'ro'].includes(name)) throw bad(`"${name}" is not known`);
    if (parts.filter(([other]) => other === name).length > 1) throw bad(`${name} is there twice`);
  }
  const [size, path, serial, bus = 'virtio'] = ['size', 'path', 'serial', 'bus'].map((name) => fields.get(name));
  if (!serial) throw bad('serial=NAME, by which the guest finds the disk, is missing');
  if (!SERIAL.test(serial)) throw bad('a serial is up to 20 ASCII characters, without spaces');
  if (!BUSES.some((known) => known === bus)) throw bad(`bus=${bus} is none of ${BUSES.join(', ')}`);
  if ((size === undefined) === (path === undefined)) throw bad('one of size= and path= is needed');
  if (fields.get('ro')) throw bad('ro takes no value');
  const bytes = size === undefined ? 0 : parseSize(size);
  if (size !== undefined && !(bytes && bytes >= 512)) throw bad(`size=${size} is no size of a disk`);
  return {
    serial,
    bus: bus as Disk['bus'],
    readOnly: fields.has('ro'),
    source: path === undefined ? { kind: 'new', bytes: bytes ?? 0 } : { kind: 'path', path: resolve(cwd, path) },
  };
}

/** Makes a throw-away disk below `dir`, or checks that an existing one is nobody else's; a RapidoError says whose. */
export async function attachDisk(disk: Disk, dir: string): Promise<AttachedDisk> {
  const { serial, bus, readOnly } = disk;
  if (disk.source.kind === 'new') {
    const { bytes } = disk.source;
    const path = join(dir, `${encodeURIComponent(serial)}.img`);
    await onHost(`Making the disk ${serial}`, async () => {
      await using file = await open(path, 'wx', 0o600);
      await file.truncate(bytes);
    });
    // It is gone with the VM: nobody needs it on the platter.
    return {
      serial,
      bus,
      readOnly,
      blockdev: { driver: 'raw', cache: { 'no-flush': true }, file: { driver: 'file', filename: path } },
    };
  }
  if (disk.source.kind === 'blockdev') return { serial, bus, readOnly, blockdev: disk.source.blockdev };
  const { path } = disk.source;
  const isDevice = await checkFree(path, readOnly);
  return {
    serial,
    bus,
    readOnly,
    blockdev: { driver: 'raw', file: { driver: isDevice ? 'host_device' : 'file', filename: path } },
  };
}

/** A disk for a command line that is only shown: nothing is made for it. */
export function describeDisk({ serial, bus, readOnly, source }: Disk): AttachedDisk {
  return { serial, bus, readOnly, blockdev: describeSource(source) };
}

function describeSource(source: Disk['source']): Blockdev {
  switch (source.kind) {
    case 'new':
      return { driver: 'null-co', size: source.bytes, 'read-zeroes': true };
    case 'path':
      return { driver: 'raw', file: { driver: 'file', filename: source.path } };
    case 'blockdev':
      return source.blockdev;
  }
}

async function checkFree(path: string, readOnly: boolean): Promise<boolean> {
  try {
    const found = await stat(path);
    const isDevice = found.isBlockDevice();
    if (!isDevice && !found.isFile()) {
      throw new RapidoError('DISK', `The disk ${path} is neither a file nor a block device.`, {
        hint: 'Make one: truncate -s 8G test.img',
      });
    }
    // On a block device O_EXCL fails while it is mounted or otherwise held (open(2)).
    const exclusive = isDevice ? constants.O_EXCL : 0;
    await (await open(path, (readOnly ? constants.O_RDONLY : constants.O_RDWR) | exclusive)).close();
    const loop = isDevice ? undefined : await loopDeviceOf(await realpath(path));
    if (loop)
      throw new RapidoError('DISK', `${path} is in use: it backs /dev/${loop}.`, {
        hint: `Detach it: losetup -d /dev/${loop}`,
      });
    return isDevice;
  } catch (error) {
    if (isSystemError(error, 'ENOENT', 'ENOTDIR')) {
      throw new RapidoError('DISK', `The disk ${path} does not exist.`, {
        hint: 'For a throw-away disk say size= instead of path=.',
      });
    }
    if (isSystemError(error, 'EBUSY')) {
      throw new RapidoError('DISK', `${path} is in use on this machine (mounted, swap, RAID or LVM).`, {
        outcome: 'host',
        hint: `See what holds it: lsblk ${path}`,
      });
    }
    if (isSystemError(error, 'EACCES', 'EPERM', 'EROFS')) {
      throw new RapidoError('DISK', `The disk ${path} may not be opened${readOnly ? '' : ' for writing'}.`, {
        outcome: 'host',
        hint: readOnly ? 'Check its permissions.' : 'Check its permissions, or add ",ro".',
      });
    }
    throw error;
  }
}

async function loopDeviceOf(path: string): Promise<string | undefined> {
  for (const name of await readdir('/sys/block').catch(() => [])) {
    if (!name.startsWith('loop')) continue;
    const backing = await readFile(`/sys/block/${name}/loop/backing_file`, 'utf8').catch(() => '');
    if (backing.trimEnd() === path) return name;
  }
  return undefined;
}

/** Splits at commas; a doubled comma stands for one. */
function splitCommas(text: string): string[] {
  return (text.match(/(?:[^,]|,,)+/g) ?? []).map((part) => part.replaceAll(',,', ','));
}

function splitOnce(text: string, separator: string): [string, string] {
  const at = text.indexOf(separator);
  return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)];
}
