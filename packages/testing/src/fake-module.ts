import type { FakeModule } from './fake-kernel.js';

const HEADER = 64;
/** The first section is none, the second `.modinfo`, the third the names of all. */
const NAMES = '\0.modinfo\0.shstrtab\0';

/** A kernel module (elf(5)) that says of itself what modinfo(8) shows, and has no code. */
export function fakeModule({ name, depends = [], aliases = [] }: FakeModule, release: string): Buffer {
  const fields = [
    ...['license=GPL', `name=${name}`, `depends=${depends.join(',')}`, `vermagic=${release} SMP mod_unload `],
    ...aliases.map((alias) => `alias=${alias}`),
  ];
  const info = Buffer.from(fields.map((field) => `${field}\0`).join(''));
  const names = Buffer.from(NAMES, 'latin1');
  const sections = [
    Buffer.alloc(HEADER),
    section(NAMES.indexOf('.modinfo'), 1, HEADER, info.length),
    section(NAMES.indexOf('.shstrtab'), 3, HEADER + info.length, names.length),
  ];
  return Buffer.concat([fileHeader(HEADER + info.length + names.length, sections.length), info, names, ...sections]);
}

function fileHeader(sectionTable: number, sections: number): Buffer {
  const header = Buffer.alloc(HEADER);
  header.write('\x7fELF\x02\x01\x01', 0, 'latin1'); // 64 bit, little-endian
  header.writeUInt16LE(1, 16); // relocatable
  header.writeUInt16LE(62, 18); // x86_64
  header.writeUInt32LE(1, 20);
  header.writeBigUInt64LE(BigInt(sectionTable), 40);
  header.writeUInt16LE(HEADER, 52);
  header.writeUInt16LE(HEADER, 58); // size of a section's header
  header.writeUInt16LE(sections, 60);
  header.writeUInt16LE(sections - 1, 62); // which has the names
  return header;
}

function section(name: number, type: number, offset: number, size: number): Buffer {
  const header = Buffer.alloc(HEADER);
  header.writeUInt32LE(name, 0);
  header.writeUInt32LE(type, 4);
  header.writeBigUInt64LE(BigInt(offset), 24);
  header.writeBigUInt64LE(BigInt(size), 32);
  header.writeBigUInt64LE(1n, 48); // alignment
  return header;
}
