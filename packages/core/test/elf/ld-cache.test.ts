import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { formatLdCache, parseLdCache } from '../../src/elf/ld-cache.js';
import { temporaryDirectory } from '../temporary.js';
import { compile } from './compile.js';

const HOST = readFileSync('/etc/ld.so.cache');
const X86_64 = 0x0303;

/** `NAME => PATH`, as ldconfig(8) reads a cache. */
function listed(cache: Buffer): string[] {
  const path = join(temporaryDirectory(), 'cache');
  writeFileSync(path, cache);
  const text = execFileSync('/sbin/ldconfig', ['-p', '-C', path], { encoding: 'utf8' });
  return [...text.matchAll(/^\t(\S+) \(.*\) => (.*)$/gm)].map(([, name, file]) => `${name} => ${file}`);
}

function shown(cache: Buffer): string[] {
  return parseLdCache(cache).map(({ name, path }) => `${name} => ${path}`);
}

test("the host's cache is read as ldconfig reads it", () => {
  expect(shown(HOST).length).toBeGreaterThan(0);
  expect(shown(HOST)).toEqual(listed(HOST));
  expect(parseLdCache(HOST).find(({ name }) => name === 'libc.so.6')).toMatchObject({ isVariant: false });
});

test('the older format in front of it is passed over', () => {
  for (const count of [0, 1, 2]) {
    const old = Buffer.alloc(Math.ceil((16 + count * 12) / 8) * 8);
    old.write('ld.so-1.7.0');
    old.writeUInt32LE(count, 12);
    expect(shown(Buffer.concat([old, HOST]))).toEqual(shown(HOST));
  }
});

test('a cache in any order is written in the order of ldconfig, on which the loader relies', () => {
  const entries = parseLdCache(HOST);
  const names = entries.map(({ name }) => name);
  const written = formatLdCache(entries.toReversed());
  expect(parseLdCache(written).map(({ name }) => name)).toEqual(names);
});

test('names are ordered as ldconfig orders them: numbers by their value, bytes with a sign', () => {
  const dir = temporaryDirectory();
  const names = ['liba.so.2', 'liba.so.10', 'liba.so', 'lib2.so', 'lib\u00e4.so', 'liba-1.so', 'libA.so', 'libab.so'];
  for (const name of names) compile(dir, name, { has: ['f'], args: [`-Wl,-soname,${name}`] });
  writeFileSync(join(dir, 'conf'), `${dir}\n`);
  execFileSync('/sbin/ldconfig', ['-X', '-f', join(dir, 'conf'), '-C', join(dir, 'cache')]);
  const expected = parseLdCache(readFileSync(join(dir, 'cache'))).flatMap(({ name, path }) =>
    path.startsWith(dir) ? [name] : [],
  );
  expect(expected.toSorted()).toEqual(names.toSorted());
  const entries = names.map((name) => ({ name, path: join(dir, name), flags: X86_64 }));
  expect(parseLdCache(formatLdCache(entries)).map(({ name }) => name)).toEqual(expected);
});

test('ldconfig reads what is written; the same entries give the same bytes', () => {
  const entries = ['libb.so.1', 'liba.so.2', 'liba.so.10'].map((name) => ({
    name,
    path: `/usr/lib/${name}`,
    flags: X86_64,
  }));
  const cache = formatLdCache(entries);
  expect(listed(cache)).toEqual(['libb.so.1', 'liba.so.10', 'liba.so.2'].map((name) => `${name} => /usr/lib/${name}`));
  expect(formatLdCache(entries.toReversed())).toEqual(cache);
});

test('a damaged cache is survived', () => {
  expect(parseLdCache(Buffer.from('no cache'))).toEqual([]);
  for (let size = 0; size < HOST.length; size += 997) {
    expect(parseLdCache(HOST.subarray(0, size)).length).toBeLessThanOrEqual(parseLdCache(HOST).length);
  }
  const many = Buffer.from(HOST);
  many.writeUInt32LE(0xffffffff, 20);
  expect(parseLdCache(many).length).toBeGreaterThan(0);
});
