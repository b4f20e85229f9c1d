import type { FileHandle } from 'node:fs/promises';
import type { Accelerator } from '../../qemu/index.js';

/** What a saved state is of, for lists and for what removes those that are of no use any more. */
export interface StateAbout {
  readonly cut: string;
  readonly image: { readonly path: string; readonly digest: string };
  readonly kernel: { readonly release: string; readonly buildId: string; readonly image: string };
  readonly accelerator: Accelerator;
  /** Bytes. */
  readonly memory: number;
  readonly qemu: { readonly path: string; readonly stamp: string };
  /** ISO 8601 */
  readonly created: string;
}

/** All bytes that a guest has sent so far, on the lines on which it speaks before it is told what to do. */
export interface GuestLines {
  readonly control: Buffer;
  readonly console: Buffer;
}

/** What a state's file holds behind the VM's memory. */
export interface StateTail extends GuestLines {
  readonly about: StateAbout;
  /** QEMU's migration stream without the memory (docs/devel/migration.rst of QEMU). */
  readonly devices: Buffer;
}

/** The file is none, or not whole. */
export class DamagedState extends Error {}

/*
 * The file: the VM's memory, with holes where that was never written to; the bytes of the devices and the lines; a JSON of
 * StateAbout and their lengths; and an end of fixed length: MAGIC, and the length of that JSON in ten digits and a newline.
 */
const MAGIC = 'rapido warm state 1\n';
const DIGITS = 10;
const END = MAGIC.length + DIGITS + 1;
const PARTS = ['devices', 'control', 'console'] as const;

interface Written {
  readonly about: StateAbout;
  readonly lengths: Readonly<Record<(typeof PARTS)[number], number>>;
}

/** Makes a state of a file that holds a VM's memory. */
export async function writeTail(file: FileHandle, tail: StateTail): Promise<void> {
  const lengths = Object.fromEntries(PARTS.map((part) => [part, tail[part].length])) as Written['lengths'];
  const json = Buffer.from(JSON.stringify({ about: tail.about, lengths } satisfies Written));
  const end = Buffer.from(`${MAGIC}${String(json.length).padStart(DIGITS, '0')}\n`);
  await writeAt(file, tail.about.memory, Buffer.concat([...PARTS.map((part) => tail[part]), json, end]));
}

/** Reads what a state's file holds besides the memory. Throws DamagedState. */
export async function readTail(file: FileHandle): Promise<StateTail> {
  const { about, lengths } = await readWritten(file);
  let place = about.memory;
  const parts: Buffer[] = [];
  for (const part of PARTS) {
    parts.push(await readAt(file, place, lengths[part]));
    place += lengths[part];
  }
  const [devices, control, console] = parts as [Buffer, Buffer, Buffer];
  return { about, devices, control, console };
}

/** The part of a state's file that lists need. Throws DamagedState. */
export async function readAbout(file: FileHandle): Promise<StateAbout> {
  return (await readWritten(file)).about;
}

async function readWritten(file: FileHandle): Promise<Written> {
  const status = await file.stat();
  if (!status.isFile()) throw new DamagedState('it is no file');
  const { size } = status;
  const end = size < END ? '' : (await readAt(file, size - END, END)).toString('latin1');
  const length = Number(end.slice(MAGIC.length));
  if (!end.startsWith(MAGIC) || !(length > 0 && length < size)) throw new DamagedState('it is no whole state');
  const written = parsed(await readAt(file, size - END - length, length));
  const parts = PARTS.map((part) => written?.lengths?.[part] ?? Number.NaN);
  const whole = parts.reduce((sum, part) => sum + part, written?.about?.memory ?? Number.NaN) + length + END;
  if (written === undefined || whole !== size) throw new DamagedState('it is no whole state');
  return written;
}

/** What one of this layout has; any part of it may be missing in another one. */
function parsed(json: Buffer): Written | undefined {
  try {
    return JSON.parse(json.toString()) as Written;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

async function readAt(file: FileHandle, place: number, length: number): Promise<Buffer> {
  const buffer = Buffer.alloc(length);
  for (let have = 0; have < length; ) {
    const { bytesRead } = await file.read(buffer, have, length - have, place + have);
    if (bytesRead === 0) throw new DamagedState('it is not whole');
    have += bytesRead;
  }
  return buffer;
}

async function writeAt(file: FileHandle, place: number, data: Buffer): Promise<void> {
  for (let done = 0; done < data.length; ) {
    done += (await file.write(data, done, data.length - done, place + done)).bytesWritten;
  }
}
