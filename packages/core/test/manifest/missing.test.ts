import { expect, it } from 'vitest';
import { missingError } from '../../src/manifest/missing.js';
import { packageOf } from '../../src/process/index.js';

const packages = packageOf('mkfs.xfs') ?? {};

it('lists everything with who asked, why and where it can be had', () => {
  const error = missingError([
    { kind: 'bin', name: 'mkfs.xfs', from: 'fstests-xfs', packages },
    { kind: 'autorun', name: '/usr/share/x.sh', from: '/usr/share/x.fest:2' },
    { kind: 'bin', name: 'mkfs.xfs', from: '--bin', packages },
    { kind: 'file', name: '/etc/shadow', from: 'a', why: 'may not be read' },
  ]);
  expect(error.message.split('\n')).toEqual([
    '3 things that the image is to hold cannot be had:',
    '  program mkfs.xfs: not found, asked for by fstests-xfs, --bin; in the package Debian: xfsprogs; Fedora: xfsprogs; openSUSE: xfsprogs',
    '  autorun script /usr/share/x.sh: not found, asked for by /usr/share/x.fest:2',
    '  file /etc/shadow: may not be read, asked for by a',
  ]);
  expect(error).toMatchObject({ code: 'ERR_RAPIDO_MANIFEST_MISSING', outcome: 'host', exitCode: 128 });
});

it('is a matter of usage where a path of the user’s own is missing', () => {
  const path = { kind: 'tree', name: '/home/me/xfstests', from: 'fstests-xfs' } as const;
  expect(missingError([path])).toMatchObject({ outcome: 'usage', exitCode: 129 });
  expect(missingError([{ kind: 'bin', name: 'mkfs.xfs', from: 'x' }, path])).toMatchObject({ outcome: 'usage' });
});
