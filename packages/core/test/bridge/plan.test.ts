import { describe, expect, it } from 'vitest';
import { planDown } from '../../src/bridge/down.js';
import { isOurs, MARK } from '../../src/bridge/mark.js';
import { planUp } from '../../src/bridge/plan.js';
import type { HostNetwork, WantedBridge } from '../../src/bridge/types.js';
import { after, cidrs, device, eva, host, ours, place, wanting } from './hosts.js';

const plan = (wanted: WantedBridge, network: HostNetwork) => planUp(wanted, network, place);
const commandsOf = (wanted: WantedBridge, network: HostNetwork) =>
  plan(wanted, network).steps.map(({ command }) => command);
const up = (wanted: WantedBridge, network = host()) => after(network, commandsOf(wanted, network));
const down = (network: HostNetwork) =>
  after(
    network,
    planDown('br', network, place.directory).steps.map(({ command }) => command),
  );
const states = (wanted: WantedBridge, network: HostNetwork) =>
  Object.fromEntries(plan(wanted, network).things.map(({ kind, name, state }) => [`${kind} ${name}`, state]));

const eth = (changes = {}) => device('eth1', { up: false, ...changes });
const range = '10.9.0.10,10.9.0.20,1h';

/** One change after the other, each from what the one before has made. */
const HISTORY: [string, Partial<WantedBridge>][] = [
  ['as it is', {}],
  ['more taps', { taps: ['t1', 't2', 't3'] }],
  ['another owner', { tapUser: eva }],
  ['another MTU', { mtu: 9000 }],
  ['IPv6 as well', { addresses: cidrs('10.9.0.1/24', 'fd00::1/64') }],
  ['another address in the same network', { addresses: cidrs('10.9.0.2/24') }],
  ['no address', { addresses: [] }],
  ['a DHCP server', { dhcpRange: range }],
  ['a DHCP server of another range', { dhcpRange: '10.9.0.30,10.9.0.40' }],
  ['a port', { interface: 'eth1' }],
  ['another port', { interface: 'eth2' }],
  ['all at once', { interface: 'eth1', mtu: 1400, tapUser: eva, dhcpRange: range, addresses: cidrs('fd00::1/64') }],
];

describe('up', () => {
  it('makes all of it on an empty host', () => {
    const { things, steps, commands } = plan(wanting({ addresses: cidrs('10.9.0.1/24', 'fd00::1/64') }), host());
    expect(things.map(({ state }) => state)).toEqual(['missing', 'missing', 'missing']);
    expect(commands).toEqual([
      'ip link add name rapido-new type bridge forward_delay 0 stp_state 0 mcast_snooping 0',
      `ip link set dev rapido-new name br alias '${MARK}' up`,
      'sysctl -e -q -w net/ipv4/conf/br/forwarding=0 net/ipv6/conf/br/accept_ra=0',
      'ip address add 10.9.0.1/24 dev br',
      'ip address add fd00::1/64 dev br nodad',
      'ip tuntap add dev rapido-new mode tap user 1000',
      `ip link set dev rapido-new name t1 alias '${MARK}' master br up`,
      'ip tuntap add dev rapido-new mode tap user 1000',
      `ip link set dev rapido-new name t2 alias '${MARK}' master br up`,
    ]);
    expect(steps.flatMap(({ undo }) => undo.map((command) => command.join(' ')))).toEqual([
      ...['br', 't1', 't2'].flatMap((name) => [
        'ip link delete dev rapido-new',
        `ip link set dev ${name} down`,
        `ip link set dev ${name} name rapido-new`,
      ]),
    ]);
  });

  it('leaves nothing unmarked when it is killed, and what it leaves is removed by the next up or down', () => {
    const commands = commandsOf(wanting(), host());
    for (let count = 0; count <= commands.length; count++) {
      const killed = after(host(), commands.slice(0, count));
      const names = killed.devices.filter((each) => each.name !== 'lo' && !isOurs(each)).map(({ name }) => name);
      expect(['', 'rapido-new']).toContain(names.join());
      expect(up(wanting(), killed).devices.map(({ name }) => name)).toEqual(['lo', 'br', 't1', 't2']);
      expect(down(killed).devices.map(({ name }) => name)).toEqual(['lo']);
    }
    const other = host({ devices: [device('rapido-new', { kind: 'veth' })] });
    expect(down(other)).toEqual(other);
  });

  it.each(HISTORY)('is done once for all, and can be undone from after any step: %s', (_, changes) => {
    const empty = host({ devices: [eth(), device('eth2', { mtu: 1450 })] });
    const all = HISTORY.map(([, earlier]) => up(wanting(earlier), empty));
    for (const before of [empty, ...all]) {
      const { steps } = plan(wanting(changes), before);
      const made = after(
        before,
        steps.map(({ command }) => command),
      );
      expect(plan(wanting(changes), made).commands).toEqual([]);
      for (let count = 0; count <= steps.length; count++) {
        const done = steps.slice(0, count);
        const half = after(
          before,
          done.map(({ command }) => command),
        );
        const undone = after(
          half,
          done.toReversed().flatMap(({ undo }) => undo),
        );
        const sorted = ({ devices, ...rest }: HostNetwork) => ({
          ...rest,
          devices: devices.toSorted((a, b) => a.name.localeCompare(b.name)),
        });
        expect(sorted(undone)).toEqual(sorted(before));
      }
      expect(ours(down(made))).toEqual([]);
      expect(down(made)).toMatchObject({ dhcpFiles: false });
      expect(down(made).dhcp).toBeUndefined();
    }
  });

  it('adds only the taps that are missing', () => {
    const commands = commandsOf(wanting({ taps: ['t1', 't2', 't3'] }), up(wanting()));
    expect(commands.map(([, object, verb]) => `${object} ${verb}`)).toEqual(['tuntap add', 'link set']);
    expect(commands.every((words) => words.includes('rapido-new'))).toBe(true);
    expect(commands.at(-1)).toContain('t3');
  });

  it('leaves taps that are not asked for any more: a VM may use them', () => {
    expect(commandsOf(wanting({ taps: ['t1'] }), up(wanting()))).toEqual([]);
  });

  it('takes every address off before another comes', () => {
    const made = up(wanting({ addresses: cidrs('10.9.0.1/24', 'fd00::1/64') }));
    expect(plan(wanting({ addresses: cidrs('10.9.0.2/24', 'fd00::1/64') }), made).commands).toEqual([
      'ip address del fd00::1/64 dev br',
      'ip address del 10.9.0.1/24 dev br',
      'ip address add 10.9.0.2/24 dev br',
      'ip address add fd00::1/64 dev br nodad',
    ]);
  });

  it('stops the DHCP server before its address goes, and starts it when the new one is there', () => {
    const made = up(wanting({ dhcpRange: range, addresses: cidrs('10.9.0.1/24') }));
    const { commands } = plan(wanting({ dhcpRange: range, addresses: cidrs('10.9.0.2/24') }), made);
    expect(commands.map((line) => line.split(' ', 3).join(' '))).toEqual([
      expect.stringMatching(/^pkill/),
      expect.stringMatching(/^rm -rf/),
      'ip address del',
      'ip address add',
      expect.stringMatching(/^mkdir/),
      expect.stringMatching(/^dnsmasq/),
    ]);
  });

  it('starts a DHCP server anew whose bridge is gone, and cleans up after one that has ended', () => {
    const wanted = wanting({ dhcpRange: range });
    const orphaned = after(up(wanted), [['ip', 'link', 'delete', 'dev', 'br']]);
    expect(states(wanted, orphaned)).toMatchObject({ 'bridge br': 'missing', 'dhcp br': 'differs' });
    expect(plan(wanted, orphaned).commands[0]).toMatch(/^pkill/);
    const { dhcp: _, ...dead } = up(wanted);
    expect(states(wanted, dead)).toMatchObject({ 'dhcp br': 'missing' });
    expect(plan(wanting(), dead).commands).toEqual([`rm -rf ${place.directory}`]);
    expect(down(dead).dhcpFiles).toBe(false);
  });

  it('mends what somebody has undone', () => {
    const made = up(wanting());
    const harmed = after(made, [
      ['ip', 'link', 'set', 'dev', 'br', 'down'],
      ['ip', 'link', 'set', 'dev', 't2', 'nomaster', 'down'],
    ]);
    expect(states(wanting(), harmed)).toEqual({ 'bridge br': 'differs', 'tap t1': 'there', 'tap t2': 'differs' });
    expect(plan(wanting(), harmed).commands).toEqual([
      'ip link set dev br up',
      'ip link set dev t2 master br',
      'ip link set dev t2 up',
    ]);
  });

  it('isolates a bridge that is there, as a host that became a router would forward from it', () => {
    const made = up(wanting());
    expect(made.sysctls).toEqual({ 'net/ipv4/conf/br/forwarding': '0', 'net/ipv6/conf/br/accept_ra': '0' });
    const router = { ...made, sysctls: { ...made.sysctls, 'net/ipv4/conf/br/forwarding': '1' } };
    const { commands, steps } = plan(wanting(), router);
    expect(commands).toEqual(['sysctl -e -q -w net/ipv4/conf/br/forwarding=0']);
    const undone = after(
      made,
      steps.flatMap(({ undo }) => undo),
    );
    expect(undone.sysctls).toEqual(router.sysctls);
    expect(plan(wanting(), { ...made, sysctls: {} }).commands).toEqual([]);
  });

  it('attaches an interface, with its MTU, and says so', () => {
    const network = host({ devices: [eth({ mtu: 1400, addresses: cidrs('10.7.0.1/16') })] });
    const { attaches, commands } = plan(wanting({ taps: [], interface: 'eth1' }), network);
    expect(attaches).toEqual({ interface: 'eth1', addresses: ['10.7.0.1/16'] });
    expect(commands).toContain('ip link set dev eth1 master br up');
    expect(commands[1]).toContain('attached eth1, which was down');
    expect(commands[1]).toContain('mtu 1400');
    const made = up(wanting({ interface: 'eth1' }), network);
    expect(plan(wanting({ interface: 'eth1' }), made)).not.toHaveProperty('attaches');
  });
});

describe('down', () => {
  it('puts an interface back as it was', () => {
    for (const before of [eth(), eth({ up: true })]) {
      const network = host({ devices: [before] });
      expect(down(up(wanting({ interface: 'eth1', dhcpRange: range }), network))).toEqual(network);
    }
  });

  it('removes only what is marked, and of the taps only those of this bridge or of none', () => {
    const made = up(wanting());
    const strangers = [
      device('tap0', { kind: 'tap', master: 'br' }),
      device('other-br', { kind: 'bridge', alias: MARK }),
      device('other-tap', { kind: 'tap', alias: MARK, master: 'other-br' }),
    ];
    const left = down({
      ...made,
      devices: [...made.devices, ...strangers, device('lost', { kind: 'tap', alias: MARK })],
    });
    const names = left.devices.map(({ name }) => name);
    expect(names).toEqual(['lo', 'tap0', 'other-br', 'other-tap']);
  });

  it('does nothing to a bridge of somebody else, and says what it is', () => {
    const network = host({ devices: [device('br', { kind: 'bridge', addresses: cidrs('10.9.0.1/24') })] });
    const { steps, things } = planDown('br', network, place.directory);
    expect(steps).toEqual([]);
    expect(things).toEqual([
      { kind: 'bridge', name: 'br', state: 'foreign', text: 'a bridge device, up, with 10.9.0.1/24' },
    ]);
  });

  it('is refused while VMs use taps of the bridge, which are named', () => {
    const made = up(wanting());
    const used = {
      ...made,
      devices: [
        ...made.devices.map((each) => ({ ...each, carrier: each.name === 't2' })),
        device('foreign', { kind: 'tap', master: 'br', carrier: true }),
      ],
    };
    expect(() => planDown('br', used, place.directory)).toThrow('VMs use t2: nothing was removed.');
    expect(planDown('br', used, place.directory, true).steps).toHaveLength(4);
  });

  it('does nothing where nothing is', () => {
    expect(planDown('br', host(), place.directory)).toMatchObject({ steps: [], things: [] });
  });
});
