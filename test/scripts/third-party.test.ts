import { join } from 'node:path';
import { expect, test } from 'vitest';
import { librariesOf, noticesOf } from '../../scripts/lib/third-party.mjs';
import { temporaryDirectory } from '../helpers/index.js';
import { addFiles } from '../helpers/project.js';

/** A module of a library. */
function library(packageJson: object, files: Record<string, string> = { LICENSE: 'Copyright (c) Somebody\n' }): string {
  const top = temporaryDirectory();
  const text = JSON.stringify({ name: 'some', version: '1.2.3', ...packageJson });
  const all = { 'package.json': text, 'lib/package.json': '{"type":"commonjs"}', 'lib/main.js': '', ...files };
  addFiles(
    top,
    Object.fromEntries(Object.entries(all).map(([path, content]) => [`node_modules/some/${path}`, content])),
  );
  return join(top, 'node_modules/some/lib/main.js');
}

test('a library goes with the texts of its licence, once', () => {
  const files = { LICENCE: 'Copyright (c) Somebody\n', 'NOTICE.txt': 'It does a lot.\n' };
  const module = library({ license: 'MIT' }, files);
  const libraries = librariesOf([module, module, '/home/somebody/rapido/src/main.ts']);
  expect(libraries).toEqual([
    { name: 'some', version: '1.2.3', license: 'MIT', text: 'Copyright (c) Somebody\n\nIt does a lot.' },
  ]);
  expect(noticesOf(libraries)).toContain('some 1.2.3\n\nCopyright (c) Somebody\n');
});

test.each(['GPL-3.0-only', 'LGPL-2.1', 'UNLICENSED', undefined])('none may be under %s', (license) => {
  const module = library({ license });
  expect(() => librariesOf([module])).toThrow(`some 1.2.3 in the bundle is under the licence ${license}`);
});

test('none may be without the text of its licence', () => {
  const module = library({ license: 'MIT' }, {});
  expect(() => librariesOf([module])).toThrow('some 1.2.3 in the bundle has no text of its licence');
});
