/** What a key stands for; of several, those with a lower priority come first. */
export interface TrieEntry {
  readonly key: string;
  readonly value: string;
  readonly priority: number;
}

interface Node {
  readonly prefix: string;
  readonly values: readonly TrieEntry[];
  readonly children: ReadonlyMap<number, Node>;
}

const MAGIC = 0xb007f457;
const VERSION = 0x0002_0001;
const HAS_PREFIX = 0x8000_0000;
const HAS_VALUES = 0x4000_0000;
const HAS_CHILDREN = 0x2000_0000;

/**
 * The bytes of a `modules.*.bin`: a trie, as libkmod reads it (libkmod-index.c of kmod says how it is laid out). Keys are
 * ASCII; numbers are big-endian.
 */
export function packTrie(entries: readonly TrieEntry[]): Buffer {
  const sorted = [...entries].sort((a, b) => (a.key === b.key ? 0 : a.key < b.key ? -1 : 1));
  const root: Node = { prefix: '', values: [], children: childrenOf(sorted, 0) };
  const packer = new Packer();
  packer.numbers(MAGIC, VERSION, 0);
  const at = packNode(root, packer);
  const packed = packer.finish();
  packed.writeUInt32BE(at, 8);
  return packed;
}

/** The node of sorted entries that have the same first `from` characters. */
function nodeOf(entries: readonly TrieEntry[], from: number): Node {
  const [first, last] = [entries[0]?.key ?? '', entries.at(-1)?.key ?? ''];
  let end = from;
  while (end < first.length && first[end] === last[end]) end++;
  const values = entries.filter(({ key }) => key.length === end);
  const others = entries.filter(({ key }) => key.length > end);
  return { prefix: first.slice(from, end), values: byPriority(values), children: childrenOf(others, end) };
}

function childrenOf(entries: readonly TrieEntry[], from: number): ReadonlyMap<number, Node> {
  const groups = new Map<number, TrieEntry[]>();
  for (const entry of entries) {
    const code = entry.key.charCodeAt(from);
    const group = groups.get(code);
    if (group) group.push(entry);
    else groups.set(code, [entry]);
  }
  return new Map([...groups].map(([code, group]) => [code, nodeOf(group, from + 1)]));
}

/** Of one priority, the last one given comes first. */
function byPriority(values: readonly TrieEntry[]): TrieEntry[] {
  return values.toReversed().sort((a, b) => a.priority - b.priority);
}

/** Children come before the node that tells where they are. Returns where that is, with what it has. */
function packNode({ prefix, values, children }: Node, packer: Packer): number {
  const places = new Map([...children].map(([code, child]) => [code, packNode(child, packer)]));
  let at = packer.bytes;
  if (prefix !== '') {
    at += HAS_PREFIX;
    packer.text(prefix);
  }
  if (places.size > 0) {
    at += HAS_CHILDREN;
    const codes = [...places.keys()];
    const [first = 0, last = 0] = [codes[0], codes.at(-1)];
    packer.byte(first);
    packer.byte(last);
    for (let code = first; code <= last; code++) packer.numbers(places.get(code) ?? 0);
  }
  if (values.length > 0) {
    at += HAS_VALUES;
    packer.numbers(values.length);
    for (const { value, priority } of values) {
      packer.numbers(priority);
      packer.text(value);
    }
  }
  return at;
}

class Packer {
  #buffer = Buffer.alloc(1 << 16);
  bytes = 0;

  byte(value: number): void {
    this.bytes = this.#room(1).writeUInt8(value, this.bytes);
  }

  numbers(...values: number[]): void {
    for (const value of values) this.bytes = this.#room(4).writeUInt32BE(value, this.bytes);
  }

  /** Ended by a NUL. */
  text(value: string): void {
    this.bytes += this.#room(value.length + 1).write(`${value}\0`, this.bytes, 'latin1');
  }

  finish(): Buffer {
    return this.#buffer.subarray(0, this.bytes);
  }

  #room(bytes: number): Buffer {
    while (this.bytes + bytes > this.#buffer.length)
      this.#buffer = Buffer.concat([this.#buffer], this.#buffer.length * 2);
    return this.#buffer;
  }
}
