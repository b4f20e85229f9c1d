import { manifestOf, openPlugin } from '@rapido/testing';
import { describe, expect, it } from 'vitest';
import { commands } from '../../src/index.js';

const { cuts } = await openPlugin(import.meta.url, { commands });
const named = (name: string) => cuts.find((cut) => cut.name === name) ?? expect.fail(`there is no cut ${name}`);
const SETTINGS = { CIFS_SHARE: 'test', CIFS_USER: 'me', CIFS_PW: 'hidden' };

describe.each(['cifs', 'autofs-direct-cifs', 'autofs-indirect-cifs'])('%s', (name) => {
  it('uses an SMB server, of the run or of CIFS_SERVER', () => {
    expect(named(name).definition.needs).toEqual([{ service: 'smb', setting: 'CIFS_SERVER', cut: 'samba-xfs' }]);
  });

  it('has the client and nothing of its settings but what each VM is told', async () => {
    const { files, runFiles, problems, missing } = await manifestOf(named(name), { settings: SETTINGS });
    expect([problems, missing]).toEqual([[], []]);
    const dests = files.map(({ dest }) => dest);
    expect(dests).toContain('/usr/local/bin/cifs-mount');
    expect(dests).toContain('/usr/bin/sha256sum');
    expect(runFiles.map(({ dest, secret }) => [dest, secret])).toEqual([['/etc/cifs/credentials', true]]);
    expect(JSON.stringify(files)).not.toContain('hidden');
  });

  it('tells what is wrong with names and password', async () => {
    const { problems } = await manifestOf(named(name), { settings: { ...SETTINGS, CIFS_SHARE: 'a/b' } });
    expect(problems).toEqual([expect.objectContaining({ message: 'CIFS_SHARE: no name of a share has / in it' })]);
  });
});

describe.each(['autofs-direct-cifs', 'autofs-indirect-cifs'])('%s', (name) => {
  it('has automount, and a kernel without autofs is refused', async () => {
    const { files } = await manifestOf(named(name), { settings: SETTINGS });
    const dests = files.map(({ dest }) => dest);
    expect(dests).toEqual(expect.arrayContaining(['/usr/sbin/automount', '/usr/lib/rapido-samba/autofs-cifs.sh']));
    expect(named(name).definition.kernel?.config).toEqual(['CONFIG_AUTOFS_FS']);
  });
});
