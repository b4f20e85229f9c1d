import { describe, expect, it } from 'vitest';
import { MARK } from '../../src/bridge/mark.js';
import { planUp } from '../../src/bridge/plan.js';
import type { HostNetwork, WantedBridge } from '../../src/bridge/types.js';
import { cidrs, david, device, eva, host, place, wanting } from './hosts.js';

function refusal(wanted: Partial<WantedBridge>, network: Partial<HostNetwork>): { code: string; message: string } {
  try {
    planUp(wanting(wanted), host(network), place);
  } catch (error) {
    const { code, message } = error as { code: string; message: string };
    return { code, message };
  }
  return { code: '', message: '' };
}

const route = (to: string, name: string) => ({ to: cidrs(to)[0] as ReturnType<typeof cidrs>[0], device: name });

describe('a device of the same name that is not ours', () => {
  it('is described', () => {
    const bridge = device('br', { kind: 'bridge', addresses: cidrs('172.17.0.1/16'), alias: 'docker' });
    const tap = device('t2', { kind: 'tap', owner: eva, master: 'virbr0', up: false });
    const { code, message } = refusal({}, { devices: [bridge, tap] });
    expect(code).toBe('ERR_RAPIDO_HOST');
    expect(message).toContain(
      'There is a br that Rapido has not made: a bridge device, up, with 172.17.0.1/16, alias "docker".',
    );
    expect(message).toContain(
      'There is a t2 that Rapido has not made: a tap device, down, port of virbr0, owned by eva.',
    );
  });

  it('is refused whatever has our mark, if it is of another kind', () => {
    const { message } = refusal({}, { devices: [device('br', { kind: 'vlan', alias: MARK })] });
    expect(message).toContain('a vlan device');
  });
});

describe('a tap of ours', () => {
  const tap = device('t1', { kind: 'tap', alias: MARK, owner: eva, master: 'br' });

  it('of another bridge stays there', () => {
    const { message } = refusal({}, { devices: [{ ...tap, owner: david, master: 'other' }] });
    expect(message).toContain('The tap t1 is a port of other, another bridge than BR_DEV=br');
  });

  it('that a VM uses is not given to another user', () => {
    const { message } = refusal({}, { devices: [{ ...tap, carrier: true }] });
    expect(message).toContain('The tap t1 cannot be given to david: a VM of eva uses it.');
    expect(refusal({}, { devices: [tap] }).message).toBe('');
  });
});

describe('an address', () => {
  it.each([
    ['10.0.0.0/8', 'the route to 10.0.0.0/8 through wg0'],
    ['10.9.0.128/25', 'the route to 10.9.0.128/25 through wg0'],
    ['10.9.0.77/32', 'the route to 10.9.0.77/32 through wg0'],
  ])('that overlaps with a route to %s', (to, expected) => {
    const { code, message } = refusal({}, { routes: [route(to, 'wg0')] });
    expect(code).toBe('ERR_RAPIDO_CONFIG_VALUE');
    expect(message).toBe(`BR_ADDR: 10.9.0.1/24 overlaps with ${expected}.`);
  });

  it('that overlaps with one of another device', () => {
    const { message } = refusal({}, { devices: [device('dummy0', { addresses: cidrs('10.9.0.5/32') })] });
    expect(message).toContain('overlaps with the address 10.9.0.5/32 of dummy0');
    expect(refusal({ addresses: cidrs('127.1.2.3/24') }, {}).message).toContain('the address 127.0.0.1/8 of lo');
  });

  it('may be the bridge’s own, or within a default route', () => {
    const devices = [device('br', { kind: 'bridge', alias: MARK, addresses: cidrs('10.9.0.1/24') })];
    const routes = ['0.0.0.0/0', '0.0.0.0/1', '128.0.0.0/1', '::/0', 'fe80::/64'].map((to) => route(to, 'eth0'));
    const wanted = { addresses: cidrs('10.9.0.1/24', 'fd00::1/64') };
    expect(refusal(wanted, { devices, routes: [...routes, route('10.9.0.0/24', 'br')] }).message).toBe('');
  });
});

describe('BR_IF', () => {
  const refused = (network: Partial<HostNetwork>) => refusal({ interface: 'eth1' }, network);

  it('that is not there, with those that are', () => {
    expect(refused({ devices: [device('eth0')] }).message).toContain('BR_IF: eth1 does not exist');
  });

  it('that is a port already', () => {
    const { message } = refused({ devices: [device('eth1', { master: 'bond0' })] });
    expect(message).toContain('BR_IF: eth1 is a port of bond0 already');
  });

  it.each([
    ['itself', [device('eth1')], '0.0.0.0/0', 'eth1'],
    ['IPv6', [device('eth1')], '::/0', 'eth1'],
    ['half of it', [device('eth1')], '128.0.0.0/1', 'eth1'],
    ['a VLAN on it', [device('eth1'), device('eth1.5', { kind: 'vlan', lower: 'eth1' })], '0.0.0.0/0', 'eth1.5'],
    [
      'a tunnel on a VLAN on it',
      [
        device('tun0', { kind: 'macvlan', lower: 'eth1.5' }),
        device('eth1.5', { kind: 'vlan', lower: 'eth1' }),
        device('eth1'),
      ],
      '0.0.0.0/0',
      'tun0',
    ],
  ])('that carries the default route: %s', (_, devices, to, through) => {
    const { code, message } = refused({ devices, routes: [route(to, through)] });
    expect(code).toBe('ERR_RAPIDO_CONFIG_VALUE');
    expect(message).toContain('BR_IF: eth1 carries the default route');
  });

  it('that carries nothing is taken', () => {
    const routes = [route('0.0.0.0/0', 'eth0'), route('10.8.0.0/24', 'eth1')];
    expect(refused({ devices: [device('eth0'), device('eth1')], routes }).message).toBe('');
  });
});
