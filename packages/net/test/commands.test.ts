import type { NetPlan, NetStatus, NetTools } from '@rapido/kit';
import { describe, expect, it } from 'vitest';
import { down } from '../src/down.js';
import { commands } from '../src/index.js';
import { status } from '../src/status.js';
import { up } from '../src/up.js';

const plan: NetPlan = {
  bridge: 'br',
  things: [
    { kind: 'bridge', name: 'br', state: 'there', text: '10.9.0.1/24' },
    { kind: 'tap', name: 't1', state: 'missing', text: 'of eva' },
  ],
  commands: ['ip tuntap add dev t1 mode tap user 1001'],
};

const found: NetStatus = {
  bridge: { name: 'br', state: 'there', up: true, addresses: ['10.9.0.1/24'], mtu: 1500 },
  taps: [{ name: 't1', ours: true, owner: 'eva', master: 'br', inUse: true }],
  dhcp: { running: false },
  findings: [{ name: 'NetworkManager', status: 'warn', found: 'manages t1', fix: 'nmcli one\nnmcli two' }],
};

/** What a command has the CLI do, in order, each call as a line. */
function recorder(flags: NetTools['flags'], made: NetPlan = plan) {
  const calls: string[] = [];
  const record = (call: string) => {
    calls.push(call);
    return made;
  };
  const tools: NetTools = {
    flags,
    planUp: async (vms) => record(`plan for ${vms}`),
    planDown: async (evenInUse) => record(evenInUse ? 'plan down, even in use' : 'plan down'),
    checkPrivileges: async () => void calls.push('check privileges'),
    carryOut: async () => void calls.push('carry out'),
    status: async () => found,
    confirm: async (question) => void calls.push(`ask: ${question}`),
    print: (line) => void calls.push(line.trim()),
    printTable: (rows) => void calls.push(...rows.map((row) => row.join(' '))),
  };
  return { tools, calls };
}

describe('up', () => {
  it('carries out its plan, and says of each thing what became of it', async () => {
    const { tools, calls } = recorder({ vms: 3 });
    await expect(up.run(tools)).resolves.toMatchObject({
      ...{ bridge: 'br', commands: plan.commands, dryRun: false },
      things: [
        { kind: 'bridge', name: 'br', outcome: 'there' },
        { kind: 'tap', name: 't1', outcome: 'made' },
      ],
    });
    expect(calls).toEqual([
      'plan for 3',
      'check privileges',
      'carry out',
      'was there bridge br 10.9.0.1/24',
      'made tap t1 of eva',
      expect.stringContaining('rapido run simple-network'),
    ]);
  });

  it('asks before it attaches an interface, but not with --yes, nor without the privileges', async () => {
    const attaching = { ...plan, attaches: { interface: 'eth1', addresses: [] } };
    const asked = recorder({}, attaching);
    await up.run(asked.tools);
    const order = ['check privileges', 'ask: eth1 will be a port of br, and VMs will be on its network. Go on?'];
    expect(asked.calls.slice(1, 4)).toEqual([...order, 'carry out']);
    const addressed = recorder({}, { ...plan, attaches: { interface: 'eth1', addresses: ['10.7.0.1/16'] } });
    await up.run(addressed.tools);
    expect(addressed.calls.join()).toContain('This host will not be reached by 10.7.0.1/16 any more.');
    const sure = recorder({ yes: true }, attaching);
    await up.run(sure.tools);
    expect(sure.calls.join()).not.toContain('ask');
    const refused = recorder({}, attaching);
    const no = { ...refused.tools, confirm: () => Promise.reject(new Error('no')) };
    await expect(up.run(no)).rejects.toThrow('no');
    expect(refused.calls).not.toContain('carry out');
  });

  it.each([['up', up, 'plan for undefined'] as const, ['down', down, 'plan down, even in use'] as const])(
    '--dry-run of %s prints the commands and does nothing',
    async (_, command, first) => {
      const { tools, calls } = recorder(
        { 'dry-run': true },
        { ...plan, attaches: { interface: 'eth1', addresses: [] } },
      );
      await expect(command.run(tools)).resolves.toMatchObject({
        ...{ dryRun: true, commands: plan.commands, things: plan.things },
      });
      expect(calls).toEqual([first, ...plan.commands]);
    },
  );
});

describe('down', () => {
  it('says what it removed, released, stopped and left alone', async () => {
    const things: NetPlan['things'] = [
      { kind: 'dhcp', name: 'br', state: 'there', text: '' },
      { kind: 'tap', name: 't1', state: 'there', text: 'of eva' },
      { kind: 'interface', name: 'eth1', state: 'there', text: 'port of br' },
      { kind: 'bridge', name: 'br', state: 'foreign', text: 'a vlan device' },
    ];
    const { tools, calls } = recorder({}, { ...plan, things });
    const { things: said } = (await down.run(tools)) as { things: readonly { outcome: string }[] };
    expect(said.map(({ outcome }) => outcome)).toEqual(['stopped', 'removed', 'released', 'foreign']);
    expect(calls.slice(3).map((line) => line.trim())).toEqual([
      'stopped DHCP server of br',
      'removed tap t1 of eva',
      'released interface eth1 port of br',
      'left alone, not made by Rapido: bridge br a vlan device',
    ]);
  });

  it('spares what VMs use, but not with --yes', async () => {
    for (const [flags, first] of [
      [{}, 'plan down'],
      [{ yes: true }, 'plan down, even in use'],
    ] as const) {
      const { tools, calls } = recorder(flags);
      await down.run(tools);
      expect(calls[0]).toBe(first);
    }
  });

  it('says that there was nothing', async () => {
    const { tools, calls } = recorder({}, { bridge: 'br', things: [], commands: [] });
    await down.run(tools);
    expect(calls.at(-1)).toContain('Nothing to remove');
  });
});

it('status shows what is there, and what is wrong with it', async () => {
  const { tools, calls } = recorder({});
  await expect(status.run(tools)).resolves.toBe(found);
  expect(calls).toEqual([
    'bridge br up, 10.9.0.1/24, MTU 1500',
    'tap t1 of eva, a VM uses it',
    'DHCP server  none',
    'NetworkManager: manages t1',
    'nmcli one',
    'nmcli two',
  ]);
});

it('every command says what it is for, in one line, and gives an example', () => {
  expect(Object.keys(commands)).toEqual(['net:up', 'net:down', 'net:status']);
  for (const { summary, examples, flags } of Object.values(commands)) {
    expect(summary).toMatch(/^[A-Z][^\n]*\.$/);
    expect(examples.length).toBeGreaterThan(0);
    for (const flag of Object.values(flags)) expect(flag).toMatchObject({ summary: expect.stringMatching(/\.$/) });
  }
});
