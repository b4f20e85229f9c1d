import { execFileSync } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { cpioArchive, cpioFind } from '../../src/image/cpio.js';
import { temporaryDirectory } from '../temporary.js';

const files = [
  { name: 'rapido/image.json', mode: 0o644, data: Buffer.from('{"schema":1}\n') },
  { name: 'a/b/ü c', mode: 0o755, data: Buffer.from([0, 1, 2, 255]) },
];

test('GNU cpio unpacks what is written, with directories and modes', () => {
  const dir = temporaryDirectory();
  execFileSync('cpio', ['-i', '--quiet'], { cwd: dir, input: cpioArchive(files) });
  for (const { name, mode, data } of files) {
    expect(readFileSync(join(dir, name))).toEqual(data);
    expect(statSync(join(dir, name)).mode & 0o777).toBe(mode);
  }
});

test('is padded, so that another archive can follow', () => {
  expect(cpioArchive(files).length % 512).toBe(0);
});

test('finds a member in what GNU cpio has written', () => {
  const dir = temporaryDirectory();
  execFileSync('sh', ['-c', 'printf hello > one && printf world > two'], { cwd: dir });
  const archive = execFileSync('cpio', ['-o', '-H', 'newc', '--quiet'], { cwd: dir, input: 'one\ntwo\n' });
  expect(cpioFind(archive, 'two')?.toString()).toBe('world');
  expect(cpioFind(archive, 'three')).toBeUndefined();
});

test('refuses what is no newc archive, and one that ends too early', () => {
  expect(() => cpioFind(Buffer.alloc(200, 'x'), 'one')).toThrow('not a newc');
  const archive = cpioArchive([{ name: 'one', mode: 0o644, data: Buffer.alloc(1000) }]);
  expect(() => cpioFind(archive.subarray(0, 300), 'one')).toThrow('too early');
});
