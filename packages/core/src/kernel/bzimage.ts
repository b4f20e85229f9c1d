import { open } from 'node:fs/promises';

/** What a boot header says, or why the file is none that can be booted here. */
export type BzImage =
  | { readonly release: string }
  /** `foreign`: whole, but not for x86_64. */
  | { readonly problem: string; readonly kind: 'damaged' | 'foreign' };

/** Offsets in the "real-mode kernel header" (Documentation/arch/x86/boot.rst). */
const HEADER = {
  setupSects: 0x1f1,
  sysSize: 0x1f4,
  magic: 0x202,
  version: 0x206,
  kernelVersion: 0x20e,
  loadFlags: 0x211,
  xLoadFlags: 0x236,
  payloadOffset: 0x248,
  payloadLength: 0x24c,
} as const;

const SECTOR = 512;
/** With setup code of at most 64 sectors, all that is read lies in here. */
const SETUP_SIZE = 65 * SECTOR;
/** The first protocol that has `xloadflags`, 2.12 (Linux 3.8). */
const OLDEST_PROTOCOL = 0x20c;

/** Reads the boot header of a bzImage. System errors, as EACCES, are the caller's to explain. */
export async function readBzImage(path: string): Promise<BzImage> {
  const file = await open(path);
  try {
    const { size } = await file.stat();
    const { buffer, bytesRead } = await file.read(Buffer.alloc(SETUP_SIZE), 0, SETUP_SIZE, 0);
    return inspect(buffer.subarray(0, bytesRead), size);
  } finally {
    await file.close();
  }
}

/** Where in a bzImage its compressed kernel lies, in bytes, and the first bytes of it in hexadecimal. */
export async function readPayloadPlace(path: string): Promise<{ offset: number; length: number; magic: string }> {
  await using file = await open(path);
  const { buffer: setup } = await file.read(Buffer.alloc(SETUP_SIZE), 0, SETUP_SIZE, 0);
  const protectedMode = (setup.readUInt8(HEADER.setupSects) + 1) * SECTOR;
  const offset = protectedMode + setup.readUInt32LE(HEADER.payloadOffset);
  const { buffer: magic } = await file.read(Buffer.alloc(8), 0, 8, offset);
  return { offset, length: setup.readUInt32LE(HEADER.payloadLength), magic: magic.toString('hex') };
}

function inspect(setup: Buffer, size: number): BzImage {
  if (size < 2 * SECTOR) return { kind: 'damaged', problem: size === 0 ? 'is empty' : `is cut short (${size} bytes)` };
  if (setup.toString('latin1', HEADER.magic, HEADER.magic + 4) !== 'HdrS') {
    return { kind: 'foreign', problem: 'is no bzImage for x86: it has no boot header' };
  }
  const isBig = (setup.readUInt8(HEADER.loadFlags) & 1) === 1;
  if (setup.readUInt16LE(HEADER.version) < OLDEST_PROTOCOL || !isBig) {
    return { kind: 'foreign', problem: 'is older than Linux 3.8, or no bzImage' };
  }
  if ((setup.readUInt16LE(HEADER.xLoadFlags) & 1) === 0) {
    return { kind: 'foreign', problem: 'is a 32-bit kernel, and Rapido runs 64-bit ones' };
  }
  const whole = (setup.readUInt8(HEADER.setupSects) + 1) * SECTOR + setup.readUInt32LE(HEADER.sysSize) * 16;
  if (size < whole) return { kind: 'damaged', problem: `is cut short: ${size} bytes of ${whole}` };
  const release = versionString(setup).split(' ', 1)[0];
  if (!release) return { kind: 'damaged', problem: 'does not say which release it is' };
  return { release };
}

/** As `6.12.0-rc1+ (me@box) #3 SMP …`: `kernel_version` points to it, counted from the second sector. */
function versionString(setup: Buffer): string {
  const pointer = setup.readUInt16LE(HEADER.kernelVersion);
  if (pointer === 0) return '';
  const text = setup.subarray(pointer + SECTOR);
  return text.toString('latin1', 0, Math.max(0, text.indexOf(0)));
}
