import { expect, it } from 'vitest';
import { shell } from './shell.js';

it.each([
  ['', '/'],
  ['/', '/'],
  ['a b', '/a b'],
  ['//a/b: c//', '/a/b: c'],
])('%j of CephFS is %j', (path, expected) => {
  expect(shell(['directories'], `cephfs_path '${path}'`).stdout).toBe(`${expected}\n`);
});
