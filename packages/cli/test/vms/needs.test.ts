import { describe, expect, it } from 'vitest';
import { parseVmWord } from '../../src/vms/names.js';
import { checkReach, meetNeeds, type NeedingVm } from '../../src/vms/needs.js';

const SMB = { service: 'smb', setting: 'CIFS_SERVER', cut: 'samba-xfs', package: '@rapido/cut-samba' };
const CUTS: Readonly<Record<string, Pick<NeedingVm, 'service' | 'needs'>>> = {
  'samba-xfs': { service: 'smb' },
  'samba-btrfs': { service: 'smb' },
  cifs: { needs: [SMB] },
  // A server of its own that needs another one.
  proxy: { service: 'smb', needs: [SMB] },
  strict: { needs: [{ service: 'smb', cut: 'samba-xfs' }] },
};

/** `settings` by the name of the VM. */
function meet(words: readonly string[], settings: Readonly<Record<string, Record<string, string>>> = {}) {
  const vms = words.map((text): NeedingVm => {
    const word = parseVmWord(text);
    const name = word.name ?? word.cut;
    return { name, word, cut: word.cut, ...CUTS[word.cut], setting: (key) => settings[name]?.[key] };
  });
  return meetNeeds(vms, { command: 'rapido run', isInstalled: (cut) => cut !== 'samba-xfs' });
}

const refused = (message: string, hint: string) =>
  expect.objectContaining({
    message: expect.stringContaining(message),
    hint: expect.stringContaining(hint),
    exitCode: 129,
  });

describe('meetNeeds', () => {
  it('takes the only VM that has the service, and says which', () => {
    const met = meet(['srv=samba-xfs', 'cli=cifs', 'two=cifs']);
    expect(met.get('srv')).toEqual({ after: [], settings: {} });
    expect(met.get('cli')).toEqual({ after: ['srv'], settings: { CIFS_SERVER: 'srv' } });
    expect(met.get('two')).toEqual({ after: ['srv'], settings: { CIFS_SERVER: 'srv' } });
  });

  it('takes the VM that the setting names, and waits for nothing outside of the run', () => {
    const two = ['a=samba-xfs', 'b=samba-btrfs', 'cli=cifs'];
    expect(meet(two, { cli: { CIFS_SERVER: 'b' } }).get('cli')).toEqual({
      after: ['b'],
      settings: { CIFS_SERVER: 'b' },
    });
    expect(meet(two, { cli: { CIFS_SERVER: 'nas.example' } }).get('cli')).toMatchObject({ after: [], settings: {} });
    expect(meet(['cifs'], { cifs: { CIFS_SERVER: 'rapido2' } }).get('cifs')).toEqual({ after: [], settings: {} });
  });

  it('remarks on a server of the run that a setting passes over', () => {
    const met = meet(['srv=samba-xfs', 'cli=cifs'], { cli: { CIFS_SERVER: '10.0.0.9' } });
    expect(met.get('cli')).toEqual({
      ...{ after: [], settings: {} },
      remarks: ['cli uses CIFS_SERVER=10.0.0.9, a server outside of this run, and not srv: --set cli:CIFS_SERVER=srv'],
    });
  });

  it('lets a server be a client', () => {
    const met = meet(['s=samba-xfs', 'p=proxy', 'c=cifs'], { p: { CIFS_SERVER: 's' }, c: { CIFS_SERVER: 'p' } });
    expect([...met].map(([name, { after }]) => [name, after])).toEqual([
      ['s', []],
      ['p', ['s']],
      ['c', ['p']],
    ]);
    expect(meet(['s=samba-xfs', 'p=proxy']).get('p')?.after).toEqual(['s']);
  });

  it('says what would work where the service is missing', () => {
    const alone =
      'rapido run srv=samba-xfs cli=cifs\nsamba-xfs comes with: rapido plugins install @rapido/cut-samba\nOr name a server that you have: --set CIFS_SERVER=ADDRESS';
    expect(() => meet(['cifs'])).toThrow(
      refused('cifs needs a server of the kind "smb", and there is no other VM.', alone),
    );
    expect(() => meet(['srv=cifs', 'b=cifs'])).toThrow(
      refused('srv (cifs) needs a server of the kind "smb"', 'rapido run srv2=samba-xfs srv=cifs b=cifs\n'),
    );
  });

  it('says how one is chosen where there are several', () => {
    expect(() => meet(['a=samba-xfs', 'b=samba-btrfs', 'cli=cifs'])).toThrow(
      refused(
        'several VMs are one: a (samba-xfs), b (samba-btrfs).',
        'rapido run a=samba-xfs b=samba-btrfs cli=cifs --set cli:CIFS_SERVER=a',
      ),
    );
    expect(() => meet(['a=samba-xfs', 'b=samba-btrfs', 'cli=strict'])).toThrow(
      refused('several VMs are one', 'rapido run a=samba-xfs cli=strict'),
    );
  });

  it('refuses a VM that is no such server', () => {
    expect(() => meet(['srv=samba-xfs', 'a=cifs', 'b=cifs'], { a: { CIFS_SERVER: 'b' } })).toThrow(
      refused('CIFS_SERVER=b of the VM a names b (cifs)', '--set a:CIFS_SERVER=srv'),
    );
  });

  it('refuses VMs that would wait for each other', () => {
    expect(() => meet(['a=proxy', 'b=proxy'])).toThrow(
      refused('a (proxy) for b (proxy) for a (proxy)', 'rapido run a=proxy b=proxy --set a:CIFS_SERVER=ADDRESS'),
    );
    const three = { a: { CIFS_SERVER: 'b' }, b: { CIFS_SERVER: 'c' }, c: { CIFS_SERVER: 'b' } };
    expect(() => meet(['a=cifs', 'b=proxy', 'c=proxy'], three)).toThrow('b (proxy) for c (proxy) for b (proxy)');
    expect(() => meet(['a=proxy'], { a: { CIFS_SERVER: 'a' } })).toThrow('a (proxy) for a (proxy)');
  });
});

describe('checkReach', () => {
  const check = (net: Readonly<Record<string, string>>) => () =>
    checkReach(meet(['srv=samba-xfs', 'cli=cifs']), (vm) => net[vm]);

  it('lets VMs need each other that are on one network', () => {
    for (const net of [{}, { srv: 'mesh', cli: 'mesh' }, { srv: 'bridge', cli: 'bridge' }])
      expect(check(net)).not.toThrow();
  });

  it('refuses others', () => {
    for (const mode of ['user', 'none']) expect(check({ srv: mode, cli: mode })).toThrow(`with --net ${mode}`);
    expect(check({ cli: 'user' })).toThrow('cli needs srv, and with --net user VMs do not reach each other.');
    expect(check({ srv: 'mesh', cli: 'bridge' })).toThrow('different networks: bridge and mesh');
  });
});
