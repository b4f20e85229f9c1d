import { expect, it } from 'vitest';
import { defaultNic } from '../../src/network/default-nic.js';
import type { Cidr, VmNetConf } from '../../src/network/types.js';

const IPV4: Cidr = { family: 4, address: '192.168.155.1', prefix: 24 };
const IPV6: Cidr = { family: 6, address: 'fd00::1', prefix: 64 };
const PLAIN = { addresses: [], routes: [], dns: [], domains: [], dhcp: false, linkLocal: false };

it.each(['bridge', 'mesh'] as const)('%s: an address of each family, by number', (mode) => {
  expect(defaultNic(mode, { number: 3, bridge: [IPV4], dhcp: false })).toEqual({
    ...PLAIN,
    addresses: [{ ...IPV4, address: '192.168.155.103' }],
  });
  expect(defaultNic(mode, { number: 3, bridge: [IPV4, IPV6], dhcp: false })).toEqual({
    ...PLAIN,
    addresses: [
      { ...IPV4, address: '192.168.155.103' },
      { ...IPV6, address: 'fd00::103' },
    ],
    linkLocal: true,
  });
});

it('DHCP instead of the IPv4 address', () => {
  expect(defaultNic('bridge', { number: 3, bridge: [IPV4, IPV6], dhcp: true })).toEqual({
    ...PLAIN,
    addresses: [{ ...IPV6, address: 'fd00::103' }],
    dhcp: true,
    linkLocal: true,
  });
});

it("QEMU's user network", () => {
  expect(defaultNic('user', { number: 3, bridge: [IPV4, IPV6], dhcp: true })).toEqual({
    ...PLAIN,
    addresses: [{ family: 4, address: '10.0.2.15', prefix: 24 }],
    routes: [{ to: 'default', family: 4, via: '10.0.2.2' }],
    dns: ['10.0.2.3'],
  });
});

it('an address that another VM was given is not given again', () => {
  const config = { ...PLAIN, addresses: [{ ...IPV4, address: '192.168.155.104' }] };
  const vms: VmNetConf[] = [{ number: 3, nics: [{ tap: 'a', file: 'vm3/a.network', config }] }];
  const nic = defaultNic('bridge', { number: 4, bridge: [IPV4], dhcp: false, vms });
  expect(nic.addresses).toEqual([{ ...IPV4, address: '192.168.155.4' }]);
});

it('a network that is too small is named', () => {
  const small: Cidr = { family: 4, address: '10.0.0.1', prefix: 29 };
  expect(() => defaultNic('bridge', { number: 6, bridge: [small], dhcp: false })).toThrow(
    expect.objectContaining({
      code: 'ERR_RAPIDO_CONFIG_VALUE',
      message: 'The network of 10.0.0.1/29 has no address left for VM 6.',
    }),
  );
});
