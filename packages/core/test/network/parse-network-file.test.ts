import { expect, it } from 'vitest';
import { parseNetworkFile } from '../../src/network/parse-network-file.js';
import type { NicConfig } from '../../src/network/types.js';

const NOTHING: NicConfig = { addresses: [], routes: [], dns: [], domains: [], dhcp: false, linkLocal: true };

it('every key that is supported', () => {
  const text = `
[Match]
Name=*
MACAddress=02:00:5e:10:00:01
[Link]
MACAddress=02-00-5E-10-00-02
MTUBytes=8K
RequiredForOnline=no
[Network]
Description=whatever; it is only for people
Address=10.0.0.1/24
Address=fd00:0::1/64
Gateway=10.0.0.254
DNS=10.0.0.53 fd00::53
DNS=10.0.0.53
Domains=example.org. lan
DHCP=ipv4
LinkLocalAddressing=ipv6
IPv6AcceptRA=yes
LLMNR=no
MulticastDNS=false
DHCPServer=yes
[Address]
Address=10.1.0.1/16
[Route]
Destination=192.168.7.9/24
Gateway=10.0.0.2
Metric=7
[Route]
Gateway=fd00::fe
[Route]
Destination=0.0.0.0/0
[DHCPServer]
PoolOffset=50
PoolSize=20
DefaultLeaseTimeSec=12h
DNS=_server_address 10.0.0.53
Router=10.0.0.3
EmitNTP=no
`;
  expect(parseNetworkFile(text, 'f')).toEqual({
    warnings: [],
    config: {
      mac: '02:00:5e:10:00:02',
      mtu: 8192,
      addresses: [
        { family: 4, address: '10.0.0.1', prefix: 24 },
        { family: 6, address: 'fd00::1', prefix: 64 },
        { family: 4, address: '10.1.0.1', prefix: 16 },
      ],
      routes: [
        { to: 'default', family: 4, via: '10.0.0.254' },
        { to: '192.168.7.0/24', family: 4, via: '10.0.0.2', metric: 7 },
        { to: 'default', family: 6, via: 'fd00::fe' },
        { to: 'default', family: 4 },
      ],
      dns: ['10.0.0.53', 'fd00::53'],
      domains: ['example.org', 'lan'],
      dhcp: true,
      linkLocal: true,
      dhcpServer: {
        first: '10.0.0.50',
        last: '10.0.0.69',
        leaseSeconds: 43_200,
        dns: ['10.0.0.1', '10.0.0.53'],
        router: '10.0.0.3',
      },
    },
  });
});

it('an empty file leaves what systemd would do by itself', () => {
  expect(parseNetworkFile('', 'f')).toEqual({ config: NOTHING, warnings: [] });
});

it('an empty value takes back what was said before', () => {
  const text = `
[Match]
MACAddress=02:00:5e:10:00:01
MACAddress=
[Link]
MACAddress=02:00:5e:10:00:01
MACAddress=
MTUBytes=9000
MTUBytes=
[Address]
Address=10.0.0.1/24
[Route]
Gateway=10.0.0.3
Metric=1
[Network]
Address=
Gateway=
DNS=10.0.0.53
DNS=
Domains=lan
Domains=
DHCP=yes
DHCP=
LinkLocalAddressing=no
LinkLocalAddressing=
DHCPServer=yes
DHCPServer=
NTP=`;
  expect(parseNetworkFile(text, 'f')).toEqual({ config: NOTHING, warnings: [] });
});

it.each([
  ['[Network]\nIPForward=yes', 'f:2: [Network] IPForward is not supported and does nothing'],
  ['[Network]\nLLMNR=resolve', 'f:2: [Network] LLMNR is not supported and does nothing'],
  ['[Network]\n\n[Bridge]\nCost=1', 'f:3: [Bridge] is not supported and does nothing'],
  ['[constructor]', 'f:1: [constructor] is not supported and does nothing'],
  ['[Network]\ntoString=1', 'f:2: [Network] toString is not supported and does nothing'],
  ['[Match]\nName=eth0', 'f:2: [Match] Name is not supported and does nothing'],
  ['[Network]\nDHCP=ipv6', 'f:2: [Network] DHCP asks for DHCPv6, of which there is no client'],
  [
    '[Network]\nLinkLocalAddressing=ipv4',
    'f:2: [Network] LinkLocalAddressing asks for an IPv4 link-local address, which is not supported',
  ],
  [
    '[Network]\nDomains=~lan',
    'f:2: [Network] Domains has ~lan, a domain for routing only, which is not supported and does nothing',
  ],
  ['[Network]\nAddress=10.0.0.1', 'f:2: [Network] Address has no prefix, and is taken as 10.0.0.1/32'],
  ['[Address]\nAddress=fd00::1', 'f:2: [Address] Address has no prefix, and is taken as fd00::1/128'],
  ['[Address]\n', 'f:1: [Address] does nothing without Address='],
  ['[Route]\nMetric=1', 'f:1: [Route] does nothing without Gateway= or Destination='],
  ['[DHCPServer]\nPoolSize=9', 'f:1: [DHCPServer] does nothing without DHCPServer=yes in [Network]'],
])('%j is warned about', (text, warning) => expect(parseNetworkFile(text, 'f').warnings).toEqual([warning]));

it('router advertisements go with the link-local address', () => {
  const warnings = (text: string) => parseNetworkFile(`[Network]\n${text}`, 'f').warnings;
  expect(warnings('IPv6AcceptRA=no\nLinkLocalAddressing=no')).toEqual([]);
  expect(warnings('IPv6AcceptRA=no')).toEqual([expect.stringMatching(/^f:2: \[Network\] IPv6AcceptRA does nothing/)]);
  expect(warnings('IPv6AcceptRA=yes\nLinkLocalAddressing=no')).toHaveLength(1);
});

it('a gateway that only DHCP knows makes no route', () => {
  const text = '[Route]\nDestination=10.9.0.0/16\nGateway=_dhcp4';
  const { config, warnings } = parseNetworkFile(text, 'f');
  expect(config.routes).toEqual([]);
  expect(warnings).toEqual([expect.stringContaining('f:3: [Route] Gateway is _dhcp4, which is not supported')]);
});

it.each([
  ['yes', true],
  ['1', true],
  ['ipv4', true],
  ['no', false],
  ['off', false],
])('DHCP=%s', (value, dhcp) => expect(config(`[Network]\nDHCP=${value}`).dhcp).toBe(dhcp));

it.each([
  ['no', false],
  ['ipv4', false],
  ['ipv6', true],
  ['yes', true],
])('LinkLocalAddressing=%s', (value, linkLocal) => {
  expect(config(`[Network]\nLinkLocalAddressing=${value}`).linkLocal).toBe(linkLocal);
});

it('the MTU is at least what IPv6 needs, where there is IPv6', () => {
  expect(config('[Link]\nMTUBytes=576').mtu).toBe(1280);
  expect(config('[Link]\nMTUBytes=576\n[Network]\nLinkLocalAddressing=no').mtu).toBe(576);
  expect(config('[Link]\nMTUBytes=576\n[Network]\nLinkLocalAddressing=no\nAddress=fd00::1/64').mtu).toBe(1280);
});

it.each([
  ['10.0.0.1/24', '', '10.0.0.2', '10.0.0.254'],
  ['10.0.0.254/24', '', '10.0.0.1', '10.0.0.253'],
  ['10.0.0.101/24', '', '10.0.0.102', '10.0.0.254'],
  ['10.0.0.101/24', 'PoolOffset=50\nPoolSize=60', '10.0.0.50', '10.0.0.100'],
  ['10.0.0.1/24', 'PoolOffset=200', '10.0.0.200', '10.0.0.254'],
  ['10.0.0.1/24', 'PoolOffset=254', '10.0.0.254', '10.0.0.254'],
  ['10.0.0.1/16', 'PoolOffset=300\nPoolSize=1', '10.0.1.44', '10.0.1.44'],
  ['10.0.0.1/30', '', '10.0.0.2', '10.0.0.2'],
])('the DHCP server at %s with %j gives out %s to %s', (address, keys, first, last) => {
  const { dhcpServer } = config(`[Network]\nAddress=${address}\nDHCPServer=yes\n[DHCPServer]\n${keys}`);
  expect(dhcpServer).toMatchObject({ first, last, leaseSeconds: 3600, dns: [], router: address.split('/')[0] });
});

it('a DHCP server may keep routers and resolvers to itself', () => {
  const text = '[DHCPServer]\nEmitDNS=no\nDNS=10.0.0.53\nEmitRouter=no\n[Network]\nDHCPServer=yes\nAddress=10.0.0.1/24';
  expect(config(text).dhcpServer).toEqual({ first: '10.0.0.2', last: '10.0.0.254', leaseSeconds: 3600, dns: [] });
});

it.each([
  ['[Link]\nMACAddress=01:00:5e:10:00:01', "f:2: [Link] MACAddress=01:00:5e:10:00:01: expected one interface's MAC"],
  ['[Match]\nMACAddress=ff:ff:ff:ff:ff:ff', 'f:2: [Match] MACAddress='],
  ['[Link]\nMTUBytes=64', 'f:2: [Link] MTUBytes=64: expected 68 to 65521 bytes'],
  ['[Network]\nAddress=10.1/8', 'f:2: [Network] Address=10.1/8: expected the address of an interface'],
  ['[Network]\nAddress=0.0.0.0/24', 'f:2: [Network] Address='],
  ['[Network]\nAddress=224.0.0.1/24', 'f:2: [Network] Address='],
  ['[Network]\nAddress=ff02::1/64', 'f:2: [Network] Address='],
  ['[Network]\nGateway=10.0.0.1/24', 'f:2: [Network] Gateway='],
  ['[Network]\nDNS=1.1.1.1:53', 'f:2: [Network] DNS='],
  ['[Network]\nDNS=one.one', 'f:2: [Network] DNS='],
  ['[Network]\nDomains=a;reboot', 'f:2: [Network] Domains=a;reboot: expected names of domains'],
  ['[Network]\nDHCP=both', 'f:2: [Network] DHCP=both: expected yes, no, ipv4 or ipv6.'],
  ['[Network]\nDHCPServer=perhaps', 'f:2: [Network] DHCPServer='],
  ['[Route]\nDestination=10.0.0.0/8\nGateway=fd00::1', 'f:1: [Route] has a Gateway of one family'],
  ['[Route]\nMetric=-1', 'f:2: [Route] Metric='],
  ['[Network]\nDHCPServer=yes\nAddress=fd00::1/64', 'f:2: [Network] DHCPServer: expected a static IPv4 address'],
  [
    '[Network]\nDHCPServer=yes\nAddress=10.0.0.1/32',
    'f:2: [DHCPServer] gives out more addresses than 10.0.0.1/32 has.',
  ],
  ['[DHCPServer]\nPoolSize=300\n[Network]\nDHCPServer=yes\nAddress=10.0.0.1/24', 'f:1: [DHCPServer] gives out more'],
  ['[DHCPServer]\nPoolOffset=255\n[Network]\nDHCPServer=yes\nAddress=10.0.0.1/24', 'f:1: [DHCPServer] gives out more'],
  ['[DHCPServer]\nDefaultLeaseTimeSec=0', 'f:2: [DHCPServer] DefaultLeaseTimeSec='],
  ['[DHCPServer]\nDNS=fd00::1', 'f:2: [DHCPServer] DNS='],
  ['[DHCPServer]\nRouter=_server_address', 'f:2: [DHCPServer] Router='],
])('%j is an error with its line', (text, message) => {
  const expected = { code: 'ERR_RAPIDO_CONFIG_SYNTAX', message: expect.stringContaining(message) };
  expect(() => parseNetworkFile(text, 'f')).toThrow(expect.objectContaining(expected));
});

it.each([
  '$(reboot)',
  '`reboot`',
  '10.0.0.1/24;reboot',
  '10.0.0.1/24 && reboot',
  "10.0.0.1'",
  '10.0.0.1\\n',
  '-h',
  '|x',
  '&',
])('no key takes %s over', (hostile) => {
  const keys = {
    Match: ['MACAddress'],
    Link: ['MACAddress', 'MTUBytes'],
    Network: ['Address', 'Gateway', 'DNS', 'Domains', 'DHCP', 'LinkLocalAddressing', 'IPv6AcceptRA', 'DHCPServer'],
    Address: ['Address'],
    Route: ['Destination', 'Gateway', 'Metric'],
    DHCPServer: ['PoolOffset', 'PoolSize', 'DefaultLeaseTimeSec', 'EmitDNS', 'DNS', 'EmitRouter', 'Router'],
  };
  for (const [section, names] of Object.entries(keys)) {
    for (const key of names) {
      const text = `[${section}]\n${key}=${hostile}\n\n`;
      expect(() => parseNetworkFile(text, 'f'), text).toThrow(/^f:2: /);
    }
  }
});

function config(text: string): NicConfig {
  return parseNetworkFile(text, 'f').config;
}
