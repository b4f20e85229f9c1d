import { type FileHandle, open } from 'node:fs/promises';

/** A note of an ELF file (elf(5), "Notes (Nhdr)"). */
export interface ElfNote {
  readonly name: string;
  readonly type: number;
  readonly description: Buffer;
}

interface Range {
  readonly offset: number;
  readonly size: number;
  readonly align: number;
}

const PT_NOTE = 4;
const SHT_NOTE = 7;
const NT_GNU_BUILD_ID = 3;
/** Of Xen's public header elfnote.h: where a PVH boot enters the kernel. */
const XEN_ELFNOTE_PHYS32_ENTRY = 18;
/** Far more than a kernel's notes take; a damaged header shall not make us read a gigabyte. */
const MOST_NOTES = 1 << 20;

/** The GNU build id of an ELF file, in hex; undefined where it has none. */
export async function gnuBuildId(path: string): Promise<string | undefined> {
  const notes = await readNotes(path);
  return notes.find(({ name, type }) => name === 'GNU' && type === NT_GNU_BUILD_ID)?.description.toString('hex');
}

/** Whether QEMU can start this vmlinux directly (PVH). */
export async function hasPvhNote(vmlinux: string): Promise<boolean> {
  const notes = await readNotes(vmlinux);
  return notes.some(({ name, type }) => name === 'Xen' && type === XEN_ELFNOTE_PHYS32_ENTRY);
}

/**
 * The notes of a 64-bit little-endian ELF file: those of its segments, or of its sections where it has no segments (as
 * a module). None for any other file and for one that is cut short. Reads the headers and the notes only.
 */
export async function readNotes(path: string): Promise<ElfNote[]> {
  const file = await open(path);
  try {
    const header = await readAt(file, 0, 64);
    if (header === undefined || !header.subarray(0, 6).equals(Buffer.from('\x7fELF\x02\x01', 'latin1'))) return [];
    const ranges = (await segments(file, header)) ?? (await sections(file, header)) ?? [];
    const contents = await Promise.all(ranges.map((range) => readAt(file, range.offset, range.size)));
    return contents.flatMap((data, index) => (data ? parseNotes(data, ranges[index]?.align ?? 4) : []));
  } finally {
    await file.close();
  }
}

/** The PT_NOTE segments; undefined for a file without any. */
async function segments(file: FileHandle, header: Buffer): Promise<Range[] | undefined> {
  const table = await readTable(file, header.readBigUInt64LE(32), header.readUInt16LE(54), header.readUInt16LE(56));
  const notes = table.filter((entry) => entry.length >= 56 && entry.readUInt32LE(0) === PT_NOTE);
  if (notes.length === 0) return undefined;
  return notes.map((entry) => range(entry, { offset: 8, size: 32, align: 48 }));
}

async function sections(file: FileHandle, header: Buffer): Promise<Range[]> {
  const table = await readTable(file, header.readBigUInt64LE(40), header.readUInt16LE(58), header.readUInt16LE(60));
  return table
    .filter((entry) => entry.length >= 64 && entry.readUInt32LE(4) === SHT_NOTE)
    .map((entry) => range(entry, { offset: 24, size: 32, align: 48 }));
}

async function readTable(file: FileHandle, offset: bigint, entrySize: number, count: number): Promise<Buffer[]> {
  const table = await readAt(file, Number(offset), entrySize * count);
  if (table === undefined) return [];
  return Array.from({ length: count }, (_, index) => table.subarray(index * entrySize, (index + 1) * entrySize));
}

function range(entry: Buffer, at: { offset: number; size: number; align: number }): Range {
  return {
    offset: Number(entry.readBigUInt64LE(at.offset)),
    size: Number(entry.readBigUInt64LE(at.size)),
    align: entry.readBigUInt64LE(at.align) === 8n ? 8 : 4,
  };
}

function parseNotes(data: Buffer, align: number): ElfNote[] {
  const padded = (size: number) => Math.ceil(size / align) * align;
  const notes: ElfNote[] = [];
  for (let at = 0; at + 12 <= data.length; ) {
    const nameSize = data.readUInt32LE(at);
    const descriptionSize = data.readUInt32LE(at + 4);
    const description = at + padded(12 + nameSize);
    const end = description + descriptionSize;
    if (end > data.length) break;
    notes.push({
      name: data.toString('latin1', at + 12, at + 12 + Math.max(0, nameSize - 1)),
      type: data.readUInt32LE(at + 8),
      description: data.subarray(description, end),
    });
    at = description + padded(descriptionSize);
  }
  return notes;
}

/** Exactly `size` bytes at `offset`; undefined where the file has fewer, or more than notes and headers ever take is asked. */
async function readAt(file: FileHandle, offset: number, size: number): Promise<Buffer | undefined> {
  if (size === 0 || size > MOST_NOTES || !Number.isSafeInteger(offset)) return undefined;
  const { buffer, bytesRead } = await file.read(Buffer.alloc(size), 0, size, offset);
  return bytesRead === size ? buffer : undefined;
}
