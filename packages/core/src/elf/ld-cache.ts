/** One library of the loader's cache. */
export interface LdCacheEntry {
  /** Under which it is asked for: `libc.so.6`. */
  readonly name: string;
  readonly path: string;
  /** Kind of library and architecture (`Architecture.cacheFlags`). */
  readonly flags: number;
  /** Whether it asks for more of the CPU than the architecture has at least. */
  readonly isVariant: boolean;
}

/**
 * The format is that of glibc's sysdeps/generic/dl-cache.h: a header, entries of fixed size, and strings. An older format
 * may stand in front of it.
 */
const MAGIC = 'glibc-ld.so.cache1.1';
const OLD_MAGIC = 'ld.so-1.7.0';
const [OLD_HEADER_BYTES, OLD_ENTRY_BYTES] = [16, 12];
const [HEADER_BYTES, ENTRY_BYTES] = [48, 24];
const LITTLE_ENDIAN = 2;

/** The libraries of a cache (ldconfig(8)) in its order; none of what is damaged or of an unknown format. */
export function parseLdCache(data: Buffer): LdCacheEntry[] {
  const cache = data.subarray(startOf(data));
  if (cache.length < HEADER_BYTES || cache.toString('latin1', 0, MAGIC.length) !== MAGIC) return [];
  const count = Math.min(cache.readUInt32LE(20), Math.floor((cache.length - HEADER_BYTES) / ENTRY_BYTES));
  const text = cache.toString('latin1');
  return Array.from({ length: count }, (_, index) => HEADER_BYTES + index * ENTRY_BYTES).flatMap((at) => {
    const [name, path] = [stringAt(text, cache.readUInt32LE(at + 4)), stringAt(text, cache.readUInt32LE(at + 8))];
    if (!name || !path) return [];
    return { name, path, flags: cache.readUInt32LE(at), isVariant: cache.readBigUInt64LE(at + 16) !== 0n };
  });
}

/** A cache for the loader; of entries with the same name and flags it takes the first. Variants cannot be in it. */
export function formatLdCache(entries: readonly Omit<LdCacheEntry, 'isVariant'>[]): Buffer {
  const sorted = entries
    .map((entry) => ({ ...entry, key: Buffer.from(entry.name) }))
    .sort((a, b) => compareNames(b.key, a.key) || b.flags - a.flags);
  const head = Buffer.alloc(HEADER_BYTES + sorted.length * ENTRY_BYTES);
  const strings = new Strings(head.length);
  head.write(MAGIC, 'latin1');
  head.writeUInt32LE(sorted.length, 20);
  head.writeUInt8(LITTLE_ENDIAN, 28);
  for (const [index, { flags, name, path }] of sorted.entries()) {
    const at = HEADER_BYTES + index * ENTRY_BYTES;
    head.writeUInt32LE(flags, at);
    head.writeUInt32LE(strings.offsetOf(name), at + 4);
    head.writeUInt32LE(strings.offsetOf(path), at + 8);
  }
  const text = strings.bytes();
  head.writeUInt32LE(text.length, 24);
  return Buffer.concat([head, text]);
}

/** Where the format starts, aligned to 8 bytes behind an older one. */
function startOf(data: Buffer): number {
  if (data.length < OLD_HEADER_BYTES || data.toString('latin1', 0, OLD_MAGIC.length) !== OLD_MAGIC) return 0;
  return Math.ceil((OLD_HEADER_BYTES + data.readUInt32LE(12) * OLD_ENTRY_BYTES) / 8) * 8;
}

/** A string of what has been read as single bytes: many are sought, which is slow in a buffer. */
function stringAt(text: string, offset: number): string {
  const string = text.slice(offset, Math.max(offset, text.indexOf('\0', offset)));
  return /[\x80-\xff]/.test(string) ? Buffer.from(string, 'latin1').toString() : string;
}

/** The order of names in a cache, on which the loader relies (_dl_cache_libcmp): numbers by their value. */
function compareNames(one: Buffer, other: Buffer): number {
  let [at, otherAt] = [0, 0];
  while (at < one.length) {
    const [number, otherNumber] = [numberAt(one, at), numberAt(other, otherAt)];
    if (number && otherNumber) {
      if (number.value !== otherNumber.value) return number.value - otherNumber.value;
      [at, otherAt] = [number.end, otherNumber.end];
    } else if (number) {
      return 1;
    } else if (otherNumber) {
      return -1;
    } else {
      const difference = charAt(one, at++) - charAt(other, otherAt++);
      if (difference !== 0) return difference;
    }
  }
  return -charAt(other, otherAt);
}

function numberAt(name: Buffer, start: number): { readonly value: number; readonly end: number } | undefined {
  let [value, end] = [0, start];
  for (; isDigit(name[end]); end++) value = (value * 10 + (name[end] as number) - 48) | 0;
  return end === start ? undefined : { value, end };
}

function isDigit(byte: number | undefined): boolean {
  return byte !== undefined && byte >= 48 && byte <= 57;
}

/** A signed byte, as C's char is on x86; 0 at the end. */
function charAt(name: Buffer, at: number): number {
  return at < name.length ? name.readInt8(at) : 0;
}

/** Strings that follow each other, each once, with a NUL at its end. */
class Strings {
  readonly #offsets = new Map<string, number>();
  #end: number;

  constructor(start: number) {
    this.#end = start;
  }

  offsetOf(text: string): number {
    const known = this.#offsets.get(text);
    if (known !== undefined) return known;
    const offset = this.#end;
    this.#offsets.set(text, offset);
    this.#end += Buffer.byteLength(text) + 1;
    return offset;
  }

  bytes(): Buffer {
    return Buffer.from([...this.#offsets.keys()].map((text) => `${text}\0`).join(''));
  }
}
