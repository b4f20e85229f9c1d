import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { parseAdditions } from '../../src/manifest/additions.js';
import { temporaryDirectory } from '../temporary.js';

const expand = () => undefined;

it('every flag makes its entries, with paths from the working directory', async () => {
  const cwd = temporaryDirectory();
  writeFileSync(join(cwd, 'x.fest'), 'vm network\nautorun x.sh\n');
  const added = await parseAdditions(
    {
      bin: ['strace', './tool'],
      kmod: ['zram', './x.ko', 'y.ko.xz'],
      file: ['a', 'a:/etc/b', 'with:colon:/etc/c/'],
      tree: ['/src:/dst'],
      manifest: ['x.fest'],
    },
    { cwd, expand },
  );
  expect(added.vm).toEqual({ network: true });
  expect(added.entries).toEqual([
    { from: '--bin', kind: 'bin', source: 'strace' },
    { from: '--bin', kind: 'bin', source: `${cwd}/tool` },
    { from: '--kmod', kind: 'kmod', name: 'zram', load: true },
    { from: '--kmod', kind: 'kmod', name: `${cwd}/x.ko`, load: true },
    { from: '--kmod', kind: 'kmod', name: `${cwd}/y.ko.xz`, load: true },
    { from: '--file', kind: 'file', source: `${cwd}/a`, dest: `${cwd}/a` },
    { from: '--file', kind: 'file', source: `${cwd}/a`, dest: '/etc/b' },
    { from: '--file', kind: 'file', source: `${cwd}/with:colon`, dest: '/etc/c' },
    { from: '--tree', kind: 'tree', source: '/src', dest: '/dst' },
    { from: `${cwd}/x.fest:2`, kind: 'autorun', source: `${cwd}/x.sh` },
  ]);
});

it('nothing given adds nothing', async () => {
  expect(await parseAdditions({}, { cwd: '/', expand })).toEqual({ entries: [], vm: {} });
});

it('all that cannot be understood is said at once', async () => {
  const failed = parseAdditions({ bin: [''], file: ['a:b', 'a:/x/../y'] }, { cwd: '/', expand });
  await expect(failed).rejects.toMatchObject({
    code: 'ERR_RAPIDO_USAGE',
    message: [
      '--bin : "" is not a path',
      '--file a:b: after a colon stands the destination, an absolute path: SRC[:DEST]',
      '--file a:/x/../y: the destination "/x/../y" must do without ".."',
    ].join('\n'),
  });
});

it('a manifest that is not there names its flag', async () => {
  const failed = parseAdditions({ manifest: ['none.fest'] }, { cwd: '/', expand });
  await expect(failed).rejects.toThrow('--manifest: Cannot read the manifest /none.fest: there is no such file.');
});
