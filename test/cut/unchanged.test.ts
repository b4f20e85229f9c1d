// A cut of which nothing has changed is only checked; whatever has, is in the image.
import {
  chmodSync,
  closeSync,
  mkdirSync,
  openSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { expectWhole, recordOf, unpack } from '../helpers/image.js';
import { rapido, SELF, temporaryDirectory } from '../helpers/index.js';
import { project } from '../helpers/project.js';

const CUT = `
export const cut = {
  name: 'mine',
  settings: {
    READ: { type: 'string', summary: 'Read' },
    UNREAD: { type: 'string', summary: 'Not read' },
  },
  manifest(m, { settings }) {
    m.data('/etc/read', String(settings.READ));
    m.tryBin('a-tool-of-mine');
    m.file('/srv/file', './file');
    m.tree('/srv/tree', './tree', { exclude: ['skipped'] });
  },
};
`;

test('only what has changed is written, and all of that', async () => {
  const tools = temporaryDirectory();
  const env = { PATH: `${tools}:${process.env['PATH']}` };
  const dir = project({ 'mine.mjs': CUT, file: 'one', 'tree/a': 'a', 'tree/skipped': '' });
  const image = join(dir, 'initrds/mine.img');
  const cut = async (...more: string[]) => {
    const before = statSync(image, { throwIfNoEntry: false })?.ino;
    const { status, stderr } = await rapido(['cut', './mine.mjs', ...more], { cwd: dir, env });
    expect(status, stderr).toBe(0);
    expectWhole(image);
    const isSame = statSync(image).ino === before;
    expect(stderr.includes('unchanged')).toBe(isSame);
    return isSame ? 'unchanged' : 'written';
  };
  expect(await cut()).toBe('written');
  expect(await cut()).toBe('unchanged');
  expect(await cut('--set', 'UNREAD=x')).toBe('unchanged');

  expect(await cut('--set', 'READ=x')).toBe('written');
  expect(unpack(image).text('/etc/read')).toBe('x');

  const parts = () => Object.fromEntries(recordOf(image).segments?.map(({ part, digest }) => [part, digest]) ?? []);
  expect(await cut()).toBe('written');
  const before = parts();
  expect(Object.keys(before).sort()).toEqual(['/srv/tree', 'base', 'modules', 'own']);
  writeFileSync(join(dir, 'file'), 'two');
  expect(await cut()).toBe('written');
  expect(unpack(image).text('/srv/file')).toBe('two');
  const { own, ...rest } = parts();
  expect({ ...rest, own: before['own'] }).toEqual(before);
  expect(own).not.toBe(before['own']);

  writeFileSync(join(dir, 'tree/b'), 'b');
  expect(await cut()).toBe('written');
  expect(unpack(image).text('/srv/tree/b')).toBe('b');

  const tool = join(tools, 'a-tool-of-mine');
  writeFileSync(tool, '#!/bin/sh\n');
  chmodSync(tool, 0o755);
  expect(await cut()).toBe('written');
  expect(unpack(image).members.has(tool)).toBe(true);
  rmSync(tool);
  expect(await cut()).toBe('written');
  expect(unpack(image).members.has(tool)).toBe(false);

  expect(await cut('--bin', 'tac')).toBe('written');
  expect(unpack(image).members.has('/usr/bin/tac')).toBe(true);
  expect(await cut('--fresh')).toBe('written');
});

test('an image that is gone or is another is put together of what was kept', async () => {
  const dir = project({ 'one.fest': 'bin tac\n' });
  const image = join(dir, 'initrds/one.img');
  const cut = () => rapido(['cut', './one.fest'], { cwd: dir });
  expect(await cut()).toMatchObject({ status: 0 });
  const damage = () => {
    const file = openSync(image, 'r+');
    writeSync(file, 'damage', statSync(image).size / 2);
    closeSync(file);
  };
  for (const harm of [() => rmSync(image), () => writeFileSync(image, 'something else'), damage]) {
    harm();
    expect((await cut()).stderr).toContain('made of parts that were kept');
    expectWhole(image);
  }
  const segments = join(SELF.directories.home, '.cache/rapido/segments');
  rmSync(join(segments, readdirSync(segments)[0] ?? ''));
  rmSync(image);
  const { status, stderr } = await cut();
  expect(status, stderr).toBe(0);
  expectWhole(image);
});

test('what is missing is named with who needs it, all of it, and the image of before stays', async () => {
  const dir = project({
    'x.fest': 'file /srv/script ./script\nfile /srv/other ./other\n',
    script: ['#!/no/such/interpreter\n', 0o755],
    other: ['#!/usr/bin/env no-such-program\n', 0o755],
  });
  mkdirSync(join(dir, 'initrds'));
  const { status, stderr } = await rapido(['cut', './x.fest'], { cwd: dir });
  expect(status).toBe(128);
  for (const text of ['/no/such/interpreter', 'no-such-program', join(dir, 'script'), join(dir, 'other')])
    expect(stderr).toContain(text);
  expect(stderr).toContain('ERR_RAPIDO_MANIFEST_MISSING');
  expect(readdirSync(join(dir, 'initrds'))).toEqual([]);
});
