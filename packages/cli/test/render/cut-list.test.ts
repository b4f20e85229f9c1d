import { expect, it } from 'vitest';
import type { CutListing } from '../../src/plugins/cut-listing.js';
import { formatCutList } from '../../src/render/cut-list.js';
import { styleFor } from '../../src/text/style.js';

const page = { columns: 60, style: styleFor({ colour: false }) };

const here: CutListing = {
  ...{ name: 'samba-btrfs', aliases: ['smb', 'short'], summary: 'Samba on Btrfs', settings: ['CIFS_USER', 'CIFS_PW'] },
  ...{ plugin: '@acme/samba', installed: true, version: '1.2.3', from: 'installed' },
  deprecated: 'Use samba-xfs.',
  taken: [{ name: 'short', plugin: '@acme/first' }],
  needs: [{ service: 'smb', cut: 'samba-xfs' }],
  kernel: { load: ['btrfs'], include: ['zram'], config: ['CONFIG_X'] },
  vm: { memory: '1G', cpus: 4, network: true, disks: [{ serial: 'a' }, { serial: 'b' }] },
};
const other: CutListing = {
  ...{
    name: 'nfs',
    aliases: [],
    summary: 'An NFS server, as described in a summary that is long',
    settings: ['NFS_A'],
  },
  ...{ plugin: '@rapido/cut-nfs', installed: false },
};

it('has a line for each cut, those that are not installed last, none wider than the page', () => {
  expect(formatCutList([other, here], page, { long: false })).toEqual([
    '@acme/samba 1.2.3',
    '  samba-btrfs (smb)  (deprecated) Samba on Btrfs',
    '',
    '@rapido/cut-nfs, not installed: rapido plugins install @rapido/cut-nfs',
    '  nfs                An NFS server, as described in a summa…',
  ]);
});

it('has room for the summaries of others, however long a name is', () => {
  const long = { ...here, name: 'x'.repeat(300) };
  const lines = formatCutList([long, other], page, { long: false });
  expect(lines.at(-1)).toBe('  nfs  An NFS server, as described in a summary that is long');
});

it('says all that is known of a cut, in lines of the page', () => {
  expect(formatCutList([here, other], page, { long: true })).toEqual([
    '@acme/samba 1.2.3',
    '  samba-btrfs',
    '    Samba on Btrfs',
    '    deprecated  Use samba-xfs.',
    "    taken       short is @acme/first's",
    '    aliases     smb, short',
    '    needs       the service smb (samba-xfs), network, 1G',
    '                memory, 4 CPUs, 2 disks, modules btrfs zram',
    '    settings    CIFS_USER CIFS_PW',
    '',
    '@rapido/cut-nfs, not installed: rapido plugins install @rapido/cut-nfs',
    '  nfs',
    '    An NFS server, as described in a summary that is long',
    '    settings    NFS_A',
  ]);
});

it('says of a name whose it is, why a plugin cannot be used, and which is linked', () => {
  const { deprecated: _, ...cut } = here;
  const listed: CutListing = {
    ...cut,
    ...{ name: 'short', aliases: [], problem: 'It needs cut API 2.', from: 'link' },
  };
  expect(formatCutList([listed], page, { long: false })).toEqual([
    '@acme/samba 1.2.3 (linked)',
    '  Cannot be used: It needs cut API 2.',
    "  short  (the name is @acme/first's) Samba on Btrfs",
  ]);
});

it('obeys no order to the terminal that a text of a plugin has', () => {
  const evil = {
    ...here,
    name: 'a\x1b[2J',
    summary: '\x1b]0;title\x07b\rc',
    settings: ['\x1b[31mS'],
    version: '1\x07',
  };
  for (const long of [true, false]) {
    expect(formatCutList([evil], page, { long }).join('\n')).not.toMatch(/[\x00-\x09\x0b-\x1f]/);
  }
});

it('marks on a terminal what is there, and what is not', () => {
  const colour = { columns: 60, style: styleFor({ colour: true }) };
  const lines = formatCutList([here, other], colour, { long: false });
  expect(lines[0]).toBe('\x1b[1m@acme/samba\x1b[22m 1.2.3');
  expect(lines.at(-1)).toMatch(/^\x1b\[2m {2}nfs.*\x1b\[22m$/);
});
