import { execFileSync } from 'node:child_process';
import { closeSync, openSync, readFileSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { type ElfFile, readElf } from '../../src/elf/read-elf.js';
import { temporaryDirectory } from '../temporary.js';
import { compile } from './compile.js';

function read(path: string): ElfFile | undefined {
  const file = openSync(path, 'r');
  try {
    return readElf(file);
  } finally {
    closeSync(file);
  }
}

test('what a program says is what readelf finds', () => {
  const elf = read('/bin/bash');
  const said = execFileSync('readelf', ['-ld', '/bin/bash'], { encoding: 'utf8' });
  expect(elf).toMatchObject({ elfClass: 64, isShared: true, noDefaultLibraries: false });
  expect(elf?.interpreter).toBe(/interpreter: (.*)\]/.exec(said)?.[1]);
  expect(elf?.needed).toEqual([...said.matchAll(/\(NEEDED\).*\[(.*)\]/g)].map(([, name]) => name));
  expect(elf?.needed).toContain('libc.so.6');
});

test.each([
  ['--enable-new-dtags', { runpath: '/one:$ORIGIN/two' }],
  ['--disable-new-dtags', { rpath: '/one:$ORIGIN/two' }],
])('a library has a name, and with %s a path', (tags, paths) => {
  const args = ['-Wl,-soname,libown.so.3', '-Wl,-rpath,/one:$ORIGIN/two', `-Wl,${tags}`, '-Wl,-z,nodefaultlib'];
  expect(read(compile(temporaryDirectory(), 'lib.so', { has: ['own'], args }))).toEqual({
    elfClass: 64,
    machine: 62,
    isShared: true,
    needed: ['libc.so.6'],
    soname: 'libown.so.3',
    noDefaultLibraries: true,
    ...paths,
  });
});

test('a 32-bit library is read alike', () => {
  const args = ['-m32', '-nostdlib', '-Wl,-soname,libown.so.3', '-Wl,-rpath,/lib/32', '-Wl,--enable-new-dtags'];
  expect(read(compile(temporaryDirectory(), 'lib.so', { has: ['own'], args }))).toEqual({
    elfClass: 32,
    machine: 3,
    isShared: true,
    needed: [],
    soname: 'libown.so.3',
    runpath: '/lib/32',
    noDefaultLibraries: false,
  });
});

test('a path may be longer than most', () => {
  const long = `/${'long/'.repeat(2000)}`;
  expect(read(compile(temporaryDirectory(), 'lib.so', { args: [`-Wl,-rpath,${long}`] }))?.runpath).toBe(long);
});

test('a static program and an object file need nothing', () => {
  const dir = temporaryDirectory();
  const isStatic = read(compile(dir, 'static', { program: true, args: ['-static'] }));
  expect(isStatic).toMatchObject({ isShared: false, needed: [] });
  expect(isStatic?.interpreter).toBeUndefined();
  expect(read(compile(dir, 'object.o', { has: ['f'], args: ['-c'] }))).toMatchObject({ isShared: false, needed: [] });
});

test('what is no ELF file is none, nor is one of the other byte order', () => {
  const path = join(temporaryDirectory(), 'file');
  for (const text of ['', '\x7fELF', '#!/bin/sh\n', `\x7fELF\x02\x02${'\0'.repeat(100)}`]) {
    writeFileSync(path, text, 'latin1');
    expect(read(path), JSON.stringify(text)).toBeUndefined();
  }
});

test('a file may end anywhere', () => {
  const dir = temporaryDirectory();
  const whole = readFileSync(compile(dir, 'lib.so', { has: ['own'], args: ['-Wl,-soname,libown.so.3'] }));
  const part = join(dir, 'part');
  for (let size = 0; size < whole.length; size += 61) {
    writeFileSync(part, whole.subarray(0, size));
    const elf = read(part);
    expect([undefined, 'libown.so.3']).toContain(elf?.soname);
    expect(elf === undefined).toBe(size < 64);
  }
});

test('any byte of the headers and of the dynamic section may be wrong', () => {
  const path = compile(temporaryDirectory(), 'lib.so', { has: ['own'], args: ['-Wl,-soname,libown.so.3'] });
  const whole = readFileSync(path);
  const said = execFileSync('readelf', ['-Wl', path], { encoding: 'utf8' });
  const dynamic = Number(/DYNAMIC +(0x[0-9a-f]+)/.exec(said)?.[1]);
  const file = openSync(path, 'r+');
  const names = new Set<string | undefined>();
  for (const at of [...Array(700).keys(), ...Array.from({ length: 500 }, (_, index) => dynamic + index)]) {
    for (const value of [0x00, 0x7f, 0xff]) {
      writeSync(file, Buffer.of(value), 0, 1, at);
      const elf = readElf(file);
      names.add(elf ? (elf.soname ?? 'no name') : 'no ELF file');
    }
    writeSync(file, whole, at, 1, at);
  }
  closeSync(file);
  expect([...names]).toEqual(expect.arrayContaining(['libown.so.3', 'no name', 'no ELF file']));
});
