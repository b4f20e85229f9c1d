import { readSync } from 'node:fs';

/** What an ELF file (elf(5)) says to the loader. */
export interface ElfFile {
  readonly elfClass: 32 | 64;
  /** e_machine. */
  readonly machine: number;
  /** Whether it is of type ET_DYN: a shared library, or a program that can be loaded anywhere. */
  readonly isShared: boolean;
  readonly interpreter?: string;
  /** Names of the libraries that it needs, in its order. */
  readonly needed: readonly string[];
  /** Lists of directories, as they stand there. */
  readonly rpath?: string;
  readonly runpath?: string;
  readonly soname?: string;
  /** DF_1_NODEFLIB: its libraries are not looked for in the usual directories. */
  readonly noDefaultLibraries: boolean;
}

interface Segment {
  readonly type: number;
  readonly offset: number;
  readonly address: number;
  readonly size: number;
}

/** Where the fields of one class lie. */
interface Fields {
  readonly wordBytes: 4 | 8;
  readonly header: {
    readonly bytes: number;
    readonly tableAt: number;
    readonly entryBytes: number;
    readonly count: number;
  };
  readonly segment: {
    readonly bytes: number;
    readonly offset: number;
    readonly address: number;
    readonly size: number;
  };
}

const FIELDS: Readonly<Record<32 | 64, Fields>> = {
  32: {
    wordBytes: 4,
    header: { bytes: 52, tableAt: 28, entryBytes: 42, count: 44 },
    segment: { bytes: 32, offset: 4, address: 8, size: 16 },
  },
  64: {
    wordBytes: 8,
    header: { bytes: 64, tableAt: 32, entryBytes: 54, count: 56 },
    segment: { bytes: 56, offset: 8, address: 16, size: 32 },
  },
};

const [ET_DYN, PT_LOAD, PT_DYNAMIC, PT_INTERP] = [3, 1, 2, 3];
const [DT_NEEDED, DT_STRTAB, DT_STRSZ, DT_SONAME, DT_RPATH, DT_RUNPATH, DT_FLAGS_1] = [
  ...[1, 5, 10, 14, 15, 29, 0x6ffffffb],
] as const;
const STRING_TAGS: readonly number[] = [DT_NEEDED, DT_SONAME, DT_RPATH, DT_RUNPATH];
const DF_1_NODEFLIB = 0x800;

/** With the head come the segments' headers and the interpreter, but in rare files. */
export const HEAD_BYTES = 4096;
/** Far more than headers and dynamic sections take; damaged ones shall not make us read a gigabyte. */
const MOST_BYTES = 1 << 20;
/** Most names are short; lists of directories may be long. */
const STRING_BYTES = [256, 1 << 16];
/** Strings that lie as near to each other are read at once. */
const NEAR_BYTES = 1 << 14;

/**
 * What an open file says as ELF, read in a few pieces; undefined where it is no little-endian ELF file. A file without a
 * dynamic section, or with one that is damaged or cut short, needs nothing. `head`: its first HEAD_BYTES, where known.
 */
export function readElf(file: number, head = readAt(file, 0, HEAD_BYTES)): ElfFile | undefined {
  const elfClass = classOf(head);
  if (elfClass === undefined || head.length < FIELDS[elfClass].header.bytes) return undefined;
  const bytes = (offset: number, size: number) =>
    offset + size <= head.length ? head.subarray(offset, offset + size) : readAt(file, offset, size);
  const segments = readSegments(head, FIELDS[elfClass], bytes);
  const interpreter = segments.find(({ type }) => type === PT_INTERP);
  return {
    elfClass,
    machine: head.readUInt16LE(18),
    isShared: head.readUInt16LE(16) === ET_DYN,
    ...(interpreter && defined('interpreter', stringAt(bytes, interpreter.offset, interpreter.size))),
    ...readDynamic(segments, FIELDS[elfClass].wordBytes, bytes),
  };
}

type Bytes = (offset: number, size: number) => Buffer;

function classOf(head: Buffer): 32 | 64 | undefined {
  const start = head.toString('latin1', 0, 6);
  return start === '\x7fELF\x02\x01' ? 64 : start === '\x7fELF\x01\x01' ? 32 : undefined;
}

function readSegments(head: Buffer, { wordBytes, header, segment }: Fields, bytes: Bytes): Segment[] {
  const size = head.readUInt16LE(header.entryBytes);
  if (size < segment.bytes) return [];
  const table = bytes(wordAt(head, header.tableAt, wordBytes), size * head.readUInt16LE(header.count));
  return Array.from({ length: Math.floor(table.length / size) }, (_, index) => {
    const entry = table.subarray(index * size, (index + 1) * size);
    return {
      type: entry.readUInt32LE(0),
      offset: wordAt(entry, segment.offset, wordBytes),
      address: wordAt(entry, segment.address, wordBytes),
      size: wordAt(entry, segment.size, wordBytes),
    };
  });
}

type Dynamic = Pick<ElfFile, 'needed' | 'rpath' | 'runpath' | 'soname' | 'noDefaultLibraries'>;

function readDynamic(segments: readonly Segment[], wordBytes: 4 | 8, bytes: Bytes): Dynamic {
  const dynamic = segments.find(({ type }) => type === PT_DYNAMIC);
  const tags = dynamic ? readTags(bytes(dynamic.offset, dynamic.size), wordBytes) : [];
  const value = (wanted: number) => tags.find(([tag]) => tag === wanted)?.[1];
  const table = fileOffset(segments, value(DT_STRTAB));
  const strings = tags.flatMap(([tag, at]) => (STRING_TAGS.includes(tag) ? [at] : []));
  const string = table === undefined ? () => undefined : stringReader(bytes, table, value(DT_STRSZ) ?? 0, strings);
  return {
    needed: tags.flatMap(([tag, at]) => (tag === DT_NEEDED ? (string(at) ?? []) : [])),
    ...defined('rpath', string(value(DT_RPATH))),
    ...defined('runpath', string(value(DT_RUNPATH))),
    ...defined('soname', string(value(DT_SONAME))),
    noDefaultLibraries: ((value(DT_FLAGS_1) ?? 0) & DF_1_NODEFLIB) !== 0,
  };
}

/** Makes the function that gives a string of a table of `size` bytes; most of those at `wanted` are read at once. */
function stringReader(bytes: Bytes, table: number, size: number, wanted: readonly number[]) {
  const start = Math.min(...wanted);
  const end = Math.min(Math.max(...wanted) + Math.min(...STRING_BYTES), start + NEAR_BYTES, size);
  const near = bytes(table + start, end - start);
  return (at: number | undefined): string | undefined => {
    if (at === undefined || at >= size) return undefined;
    return terminated(near.subarray(at - start)) ?? stringAt(bytes, table + at, size - at);
  };
}

/** Tags and values up to the one that ends them. */
function readTags(table: Buffer, wordBytes: 4 | 8): [tag: number, value: number][] {
  const tags: [number, number][] = [];
  for (let at = 0; at + 2 * wordBytes <= table.length; at += 2 * wordBytes) {
    const tag = wordAt(table, at, wordBytes);
    if (tag === 0) break;
    tags.push([tag, wordAt(table, at + wordBytes, wordBytes)]);
  }
  return tags;
}

/** Where in the file lies what is loaded to an address. */
function fileOffset(segments: readonly Segment[], address: number | undefined): number | undefined {
  if (address === undefined) return undefined;
  const segment = segments.find(
    ({ type, address: start, size }) => type === PT_LOAD && start <= address && address < start + size,
  );
  return segment && segment.offset + address - segment.address;
}

/** The text up to a NUL, which lies less than `most` bytes away; undefined where there is none, or no text. */
function stringAt(bytes: Bytes, offset: number, most: number): string | undefined {
  for (const size of STRING_BYTES) {
    const text = terminated(bytes(offset, Math.min(size, most)));
    if (text !== undefined) return text;
  }
  return undefined;
}

function terminated(data: Buffer): string | undefined {
  const end = data.indexOf(0);
  return end > 0 ? data.toString('utf8', 0, end) : undefined;
}

/** A number that is too large to be exact lies outside of any file anyway. */
function wordAt(data: Buffer, offset: number, wordBytes: 4 | 8): number {
  return wordBytes === 4 ? data.readUInt32LE(offset) : Number(data.readBigUInt64LE(offset));
}

/** As many of `size` bytes at `offset` as there are; none where too many are asked for. */
export function readAt(file: number, offset: number, size: number): Buffer {
  if (size <= 0 || size > MOST_BYTES || !Number.isSafeInteger(offset)) return Buffer.alloc(0);
  const data = Buffer.alloc(size);
  return data.subarray(0, readSync(file, data, 0, size, offset));
}

function defined<K extends string>(key: K, value: string | undefined): Partial<Record<K, string>> {
  return value === undefined ? {} : ({ [key]: value } as Record<K, string>);
}
