import { describe, expect, it } from 'vitest';
import { bridgeAddresses, peers, rangePeers, vmAddress } from '../../src/network/addresses.js';
import { formatCidr, networkOf, overlaps, parseCidr } from '../../src/network/cidr.js';
import type { Cidr } from '../../src/network/types.js';

const NUMBERS = Array.from({ length: 99 }, (_, index) => index + 1);

it.each([
  ['192.168.155.1/24', '192.168.155.1/24', '192.168.155.0/24'],
  ['10.1.2.3/32', '10.1.2.3/32', '10.1.2.3/32'],
  ['255.1.2.3/0', '255.1.2.3/0', '0.0.0.0/0'],
  ['FD00:0:0::1/64', 'fd00::1/64', 'fd00::/64'],
  ['fd00::ffff:1/113', 'fd00::ffff:1/113', 'fd00::ffff:0/113'],
])('%s is %s in the network %s', (text, canonical, network) => {
  expect(formatCidr(cidr(text))).toBe(canonical);
  expect(formatCidr(networkOf(cidr(text)))).toBe(network);
});

it.each([
  ...[
    '',
    '192.168.155.1',
    '10.1/8',
    '010.0.0.1/8',
    '0x7f.0.0.1/8',
    '1.2.3.4/33',
    '1.2.3.256/24',
    '1.2.3.4/',
    '1.2.3.4/+8',
  ],
  ...['fd00::1', '1::2::3/64', 'fd00::1/129', 'fe80::1%eth0/64', ' 1.2.3.4/8', '1.2.3.4/8/8', '$(id)/8'],
])('%j is no address in CIDR form', (text) => expect(parseCidr(text)).toBeUndefined());

it.each([
  ['10.0.0.1/8', '10.200.0.0/16', true],
  ['10.200.0.0/16', '10.0.0.1/8', true],
  ['10.0.0.1/24', '10.0.1.1/24', false],
  ['fd00::1/64', 'fd00::/48', true],
  ['fd00::1/64', 'fd00:0:0:1::/64', false],
  ['0.0.0.0/0', '::/0', false],
])('whether %s and %s overlap', (a, b, expected) => expect(overlaps(cidr(a), cidr(b))).toBe(expected));

it('the bridge has an address of each family at most', () => {
  expect(bridgeAddresses(' ')).toEqual([]);
  expect(bridgeAddresses('fd00::1/64\t10.0.0.1/29 ')).toEqual([cidr('fd00::1/64'), cidr('10.0.0.1/29')]);
});

it.each([
  ['10.0.0.1', 'BR_ADDR: 10.0.0.1 lacks the length of its network prefix.'],
  ['localhost', 'BR_ADDR: localhost is not an address in CIDR form.'],
  ['10.0.0.0/24', "BR_ADDR: 10.0.0.0/24 is the network's own address, not one of a host in it."],
  ['10.0.3.255/22', "BR_ADDR: 10.0.3.255/22 is the network's broadcast address."],
  ['fd00::/64', "BR_ADDR: fd00::/64 is the network's own address, not one of a host in it."],
  ['10.0.0.1/30', 'BR_ADDR: 10.0.0.1/30 has no room for two VMs: the prefix is /29 at most.'],
  ['fd00::1/127', 'BR_ADDR: fd00::1/127 has no room for two VMs: the prefix is /126 at most.'],
  ['10.0.0.1/0', "BR_ADDR: 10.0.0.1/0 is a network too large to be a bridge's: the prefix is /8 at least."],
  ['127.0.0.1/8', 'BR_ADDR: 127.0.0.1/8 is a loopback address.'],
  ['::1/64', 'BR_ADDR: ::1/64 is a loopback address.'],
  ['224.0.0.1/8', 'BR_ADDR: 224.0.0.1/8 is a multicast address.'],
  ['ff02::1/64', 'BR_ADDR: ff02::1/64 is a multicast address.'],
  ['0.0.0.0/8', 'BR_ADDR: 0.0.0.0/8 is the unspecified address.'],
  ['::/64', 'BR_ADDR: ::/64 is the unspecified address.'],
  ['fe80::1/64', 'BR_ADDR: fe80::1/64 is a link-local address, which every interface has one of anyway.'],
  ['10.0.0.1/24 10.0.1.1/24', 'BR_ADDR: 10.0.0.1/24 10.0.1.1/24 has two IPv4 addresses, and the bridge takes one.'],
])('BR_ADDR=%j is refused with its reason', (text, message) => {
  const hint = expect.stringContaining('192.168.155.1/24');
  expect(() => bridgeAddresses(text)).toThrow(
    expect.objectContaining({ code: 'ERR_RAPIDO_CONFIG_VALUE', message, hint }),
  );
});

it.each([
  ['192.168.155.1/24', 3, '192.168.155.103/24'],
  ['10.1.2.3/16', 99, '10.1.2.199/16'],
  ['10.0.0.103/24', 3, '10.0.0.3/24'],
  ['10.0.0.103/24', 4, '10.0.0.104/24'],
  ['fd00::1/64', 3, 'fd00::103/64'],
  ['fd00::abcd:0:1/64', 99, 'fd00::199/64'],
  ['fd00::103/112', 3, 'fd00::3/112'],
  ['10.0.0.129/25', 1, '10.0.0.130/25'],
  ['10.0.0.2/29', 1, '10.0.0.1/29'],
  ['10.0.0.2/29', 5, '10.0.0.6/29'],
  ['fd00::1/126', 2, 'fd00::3/126'],
])('beside %s, VM %i has %s', (bridge, number, expected) => {
  expect(vmAddress(cidr(bridge), number)).toEqual(cidr(expected));
});

it.each([
  ['10.0.0.2/29', 6],
  ['fd00::1/126', 3],
])('beside %s there is no place for VM %i', (bridge, number) => {
  expect(vmAddress(cidr(bridge), number)).toBeUndefined();
});

it.each([
  '192.168.155.1/24',
  '10.0.0.103/16',
  '10.0.0.3/24',
  '10.9.9.9/25',
  'fd00::103/64',
  'fd00::9/112',
  'fd00::30/121',
])("beside %s, every VM has an address of its own in the network, and none the bridge's", (text) => {
  const bridge = cidr(text);
  const addresses = peers([bridge], 99).map(({ address }) => address);
  expect(new Set([...addresses, bridge.address]).size).toBe(100);
  for (const address of addresses) expect(networkOf({ ...bridge, address })).toEqual(networkOf(bridge));
});

it('an address that is taken is passed over, and nobody else moves', () => {
  const bridge = cidr('192.168.155.1/24');
  const taken = new Set(['192.168.155.104', '192.168.155.101']);
  expect(vmAddress(bridge, 4, taken)?.address).toBe('192.168.155.4');
  expect(vmAddress(bridge, 1, taken)).toBeUndefined();
  const others = NUMBERS.filter((number) => number !== 4 && number !== 1);
  for (const number of others) expect(vmAddress(bridge, number, taken)).toEqual(vmAddress(bridge, number));
});

it('peers have their names, and an address of each family', () => {
  expect(peers([cidr('10.0.0.1/24'), cidr('fd00::1/64')], 2)).toEqual([
    { number: 1, name: 'rapido1', address: '10.0.0.101' },
    { number: 2, name: 'rapido2', address: '10.0.0.102' },
    { number: 1, name: 'rapido1', address: 'fd00::101' },
    { number: 2, name: 'rapido2', address: 'fd00::102' },
  ]);
});

function cidr(text: string): Cidr {
  const parsed = parseCidr(text);
  if (!parsed) throw new Error(text);
  return parsed;
}

describe('rangePeers', () => {
  const bridge = bridgeAddresses('192.168.155.1/24 fd00::1/64');

  it('counts from the first address of the range, passing over the bridge', () => {
    const addresses = (range: string) => rangePeers(range, bridge, 3).map(({ address }) => address);
    expect(addresses('192.168.155.10,192.168.155.20,12h')).toEqual(['10', '11', '12'].map((n) => `192.168.155.${n}`));
    expect(addresses('192.168.155.1,192.168.155.3')).toEqual(['192.168.155.2', '192.168.155.3']);
    expect(rangePeers('192.168.155.10,192.168.155.20', bridge, 1)).toEqual([
      { number: 1, address: '192.168.155.10', name: 'rapido1' },
    ]);
  });

  it.each(['192.168.155.0,static', 'fd00::10,fd00::20,64', '::,constructor:rapido-br'])(
    '%s is no such range',
    (range) => {
      expect(rangePeers(range, bridge, 3)).toEqual([]);
    },
  );
});
