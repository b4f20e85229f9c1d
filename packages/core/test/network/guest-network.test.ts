import { expect, test } from 'vitest';
import { guestNetwork } from '../../src/network/guest-network.js';
import { parseNetworkFile } from '../../src/network/parse-network-file.js';
import type { Nic } from '../../src/network/types.js';

const nic = (tap: string, mac: string, text: string): Nic => ({ ...parseNetworkFile(text, tap).config, tap, mac });

test('all interfaces are up before routes are set, which may lead through any', () => {
  const network = guestNetwork([
    nic(
      'a',
      '02:00:00:00:00:01',
      '[Link]\nMTUBytes=9000\n[Network]\nAddress=10.0.0.1/24\nAddress=fd00::1/64\nGateway=fd00::2\n',
    ),
    nic(
      'b',
      '02:00:00:00:00:02',
      '[Network]\nDHCP=yes\n[Route]\nDestination=10.9.0.0/16\nGateway=10.0.0.9\nMetric=3\n',
    ),
  ]);
  expect(network.commands).toEqual([
    'link set dev @0@ mtu 9000',
    'address add 10.0.0.1/24 dev @0@ brd +',
    'address add fd00::1/64 dev @0@ nodad',
    'link set dev @0@ up',
    'link set dev @1@ up',
    'route append ::/0 via fd00::2 dev @0@',
    'route append 10.9.0.0/16 via 10.0.0.9 metric 3 dev @1@',
  ]);
  expect(network.nics.map(({ addresses }) => addresses)).toEqual([['10.0.0.1/24', 'fd00::1/64'], []]);
  expect(network.dhcp).toEqual([{ nic: 1 }]);
  expect(network.resolver).toBe('');
});

test('a DHCP server is told its range, its mask and what it is to offer', () => {
  const text = [
    '[Network]\nAddress=10.0.0.1/20\nDHCPServer=yes\nDNS=10.0.0.3\nDomains=a.test b.test\n',
    '[DHCPServer]\nPoolOffset=10\nPoolSize=5\nDefaultLeaseTimeSec=2h\nDNS=10.0.0.53\nRouter=10.0.0.2\n',
  ].join('');
  const { dhcpServers, resolver } = guestNetwork([nic('a', '02:00:00:00:00:01', text)]);
  expect(dhcpServers).toEqual([
    {
      nic: 0,
      lines: [
        'start 10.0.0.10',
        'end 10.0.0.14',
        'option lease 7200',
        'option subnet 255.255.240.0',
        'option dns 10.0.0.53',
        'option router 10.0.0.2',
      ].join('\n'),
    },
  ]);
  expect(resolver).toBe('search a.test b.test\nnameserver 10.0.0.3\n');
});

test('interfaces that QEMU has given other addresses are found by those, and get their own before anything else', () => {
  const nics = [nic('a', '02:00:00:00:00:01', ''), nic('b', '02:00:00:00:00:02', '')];
  const network = guestNetwork(nics, ['02:72:61:70:69:00', '02:00:00:00:00:02']);
  expect(network.nics.map(({ mac }) => mac)).toEqual(['02:72:61:70:69:00', '02:00:00:00:00:02']);
  expect(network.commands).toEqual([
    'link set dev @0@ address 02:00:00:00:00:01',
    'link set dev @0@ up',
    'link set dev @1@ up',
  ]);
});
