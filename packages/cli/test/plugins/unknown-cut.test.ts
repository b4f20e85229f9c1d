import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Config } from '@oclif/core';
import { expect, it } from 'vitest';
import { findInCatalogue, readCatalogue } from '../../src/plugins/catalogue.js';
import { unknownCut } from '../../src/plugins/unknown-cut.js';
import { rapido, temporaryDirectory } from '../helpers/cli.js';

const CUTS = [
  { name: 'samba-btrfs', aliases: ['smb'], summary: 'Samba', settings: ['CIFS_USER'], package: '@rapido/cut-samba' },
  { name: 'smb', aliases: [], summary: 'Another', settings: [], package: '@rapido/cut-other' },
];

it('a cut of the catalogue is found by its name before an alias; a CLI without a catalogue knows none', async () => {
  const root = temporaryDirectory();
  expect(await readCatalogue({ root })).toEqual([]);
  writeFileSync(join(root, 'catalogue.json'), JSON.stringify({ schema: 1, cuts: CUTS }));
  expect(await findInCatalogue({ root }, 'smb')).toEqual(CUTS[1]);
  expect(await findInCatalogue({ root }, 'samba-btrfs')).toEqual(CUTS[0]);
  expect(await findInCatalogue({ root }, 'nfs')).toBeUndefined();
});

it('says which package has a cut that is not installed, and what is to be done for it', async () => {
  const config = await configWith(CUTS);
  expect(await unknownCut(config, 'samba-btrfs')).toMatchObject({
    code: 'ERR_RAPIDO_UNKNOWN_CUT',
    message: 'The cut samba-btrfs is not installed: the package @rapido/cut-samba has it.',
    hint: 'rapido plugins install @rapido/cut-samba',
    exitCode: 129,
  });
  expect(await unknownCut(config, 'samba-btfs')).toMatchObject({ hint: 'samba-btrfs; rapido list shows all cuts' });
});

it('of a plugin that is there without the cut it says how to get it', async () => {
  const config = await configWith(CUTS);
  list(config.dataDir, { name: '@rapido/cut-samba', root: 'x', from: 'registry' });
  expect(await unknownCut(config, 'samba-btrfs')).toMatchObject({
    message: 'The cut samba-btrfs is of @rapido/cut-samba, which is installed, but does not bring it.',
    hint: 'rapido plugins update @rapido/cut-samba',
  });
  list(config.dataDir, { name: '@rapido/cut-samba', root: '/src/samba', from: 'link' });
  expect(await unknownCut(config, 'samba-btrfs')).toMatchObject({
    message: 'The cut samba-btrfs is of @rapido/cut-samba, which is linked from /src/samba, but does not bring it.',
    hint: 'Build it there.',
  });
});

it.each(['cut', 'run'])('is told by rapido %s, with the command that installs it', async (verb) => {
  const home = temporaryDirectory();
  const { status, stderr } = await rapido([verb, 'fstests-xfs'], { home });
  expect(stderr).toContain('The cut fstests-xfs is not installed: the package @rapido/cut-fstests has it.');
  expect(stderr).toContain('rapido plugins install @rapido/cut-fstests');
  expect(status).toBe(129);
  const { stdout } = await rapido([verb, 'fstests-xfs', '--json'], { home });
  expect(JSON.parse(stdout).error).toMatchObject({ code: 'ERR_RAPIDO_UNKNOWN_CUT' });
});

/** A CLI with this catalogue, and a data directory of its own. */
async function configWith(cuts: readonly unknown[]): Promise<Config> {
  const root = temporaryDirectory();
  writeFileSync(join(root, 'package.json'), JSON.stringify({ name: 'x', version: '1.0.0', oclif: { bin: 'x' } }));
  writeFileSync(join(root, 'catalogue.json'), JSON.stringify({ schema: 1, cuts }));
  const config = await Config.load({ root });
  return Object.assign(config, { dataDir: join(root, 'data') });
}

function list(dataDir: string, ...plugins: readonly unknown[]): void {
  mkdirSync(dataDir, { recursive: true });
  writeFileSync(join(dataDir, 'plugins.json'), JSON.stringify({ schema: 1, plugins }));
}
