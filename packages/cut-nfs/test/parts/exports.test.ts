import { expect, it } from 'vitest';
import { exportsText } from '../../src/parts/exports.js';

const path = (share: string) => exportsText(share).split(' ')[0];

it('exports one path to everybody', () => {
  expect(exportsText('/srv/test')).toBe('/srv/test *(rw,sync,no_root_squash,no_subtree_check,insecure)\n');
});

it('makes the root of all what version 4 shows first', () => {
  expect(exportsText('/')).toMatch(/^\/ \*\(.*,fsid=0\)\n$/);
});

it.each([
  ['srv/test', '/srv/test'],
  ['//srv//test/', '/srv/test'],
  ['/a b', '/a\\040b'],
  ['/"#\\*', '/\\042\\043\\134\\052'],
  ['/ä', '/\\303\\244'],
])('writes %j as exports(5) reads it', (share, text) => {
  expect(path(share)).toBe(text);
});
