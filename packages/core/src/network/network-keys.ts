import { networkOf, parseAddress } from './cidr.js';
import { type Address, type Draft, LEASE_SECONDS, type Value } from './network-draft.js';
import {
  parseBoolean,
  parseDomain,
  parseFamilies,
  parseHostAddress,
  parseInterfaceMac,
  parseIpv4,
  parseMtu,
  parseNumber,
  parsePrefixed,
  parseTimeSpan,
} from './systemd-values.js';
import type { Cidr } from './types.js';

type Reader = (draft: Draft, value: Value) => void;

/** How an assignment in each section changes the draft. An empty one takes back what was said before. */
export const KEYS: Readonly<Record<string, Readonly<Record<string, Reader>>>> = {
  Match: {
    MACAddress(draft, value) {
      const macs = value.words.map((word) => value.read(...MAC, word));
      draft.matchMac = macs.length === 1 ? macs[0] : undefined;
      if (macs.length > 1) value.warn('names several addresses: the interface gets none of them');
    },
    Name(_, value) {
      if (value.text !== '*') value.warn(NOT_SUPPORTED);
    },
  },
  Link: {
    MACAddress(draft, value) {
      draft.linkMac = value.text ? value.read(...MAC) : undefined;
    },
    MTUBytes(draft, value) {
      draft.mtu = value.text ? value.read('68 to 65521 bytes', parseMtu) : undefined;
    },
  },
  Network: {
    Description() {},
    Address(draft, value) {
      if (value.text) draft.addresses.push({ from: value.from, cidr: readHostAddress(value) });
      else draft.addresses.length = 0;
    },
    Gateway(draft, value) {
      if (value.text) draft.routes.push({ from: value.from, ...readGateway(value) });
      else draft.routes.length = 0;
    },
    DNS(draft, value) {
      draft.dns = extended(draft.dns, value, (word) => value.read(...PLAIN_ADDRESS, word).address);
    },
    Domains(draft, value) {
      draft.domains = extended(draft.domains, value, (word) => {
        if (!word.startsWith('~')) return value.read('names of domains, as example.org', parseDomain, word);
        value.warn(`has ${word}, a domain for routing only, which ${NOT_SUPPORTED}`);
        return undefined;
      });
    },
    DHCP(draft, value) {
      const family = readFamilies(value, 'no');
      draft.dhcp = family === 'yes' || family === 'ipv4';
      if (family === 'ipv6') value.warn('asks for DHCPv6, of which there is no client');
    },
    LinkLocalAddressing(draft, value) {
      const family = readFamilies(value, 'ipv6');
      draft.linkLocal = family === 'yes' || family === 'ipv6';
      if (family === 'yes' || family === 'ipv4')
        value.warn('asks for an IPv4 link-local address, which is not supported');
    },
    IPv6AcceptRA(draft, value) {
      draft.acceptRa = value.text ? { value, wanted: readBoolean(value, true) } : undefined;
    },
    DHCPServer(draft, value) {
      draft.serverFrom = readBoolean(value, false) ? value.from : undefined;
    },
  },
  Address: {
    Address(draft, value) {
      const address = draft.addresses.at(-1);
      if (address) address.cidr = value.text ? readHostAddress(value) : undefined;
    },
  },
  Route: {
    Destination(draft, value) {
      const route = draft.routes.at(-1);
      const expected = 'a network, as 192.168.156.0/24 or fd01::/64';
      if (route) route.to = value.text ? networkOf(value.read(expected, parsePrefixed)) : undefined;
    },
    Gateway(draft, value) {
      const route = draft.routes.at(-1);
      if (route) Object.assign(route, { via: undefined, unknownGateway: false }, value.text ? readGateway(value) : {});
    },
    Type(draft, value) {
      leaveOut(draft, value, ['', 'unicast']);
    },
    Table(draft, value) {
      leaveOut(draft, value, ['', 'main', '254']);
    },
    Metric(draft, value) {
      const route = draft.routes.at(-1);
      if (route) route.metric = value.text ? value.read('a number up to 4294967295', parseNumber) : undefined;
    },
  },
  DHCPServer: {
    PoolOffset(draft, value) {
      draft.poolOffset = value.text ? value.read('a number of addresses', parseNumber) : 0;
    },
    PoolSize(draft, value) {
      draft.poolSize = value.text ? value.read('a number of addresses', parseNumber) : 0;
    },
    DefaultLeaseTimeSec(draft, value) {
      const parse = (text: string) => parseNumber(String(parseTimeSpan(text)), 1, 0xffff_fffe);
      draft.leaseSeconds = value.text ? value.read('a time from 1 s on, as 3600 or 12h', parse) : LEASE_SECONDS;
    },
    EmitDNS(draft, value) {
      draft.emitDns = readBoolean(value, true);
    },
    DNS(draft, value) {
      const readServer = (word: string) => (word === SERVER_ADDRESS ? word : value.read(...IPV4_ADDRESS, word));
      draft.serverDns = extended(draft.serverDns, value, readServer);
    },
    EmitRouter(draft, value) {
      draft.emitRouter = readBoolean(value, true);
    },
    Router(draft, value) {
      draft.router = value.text ? value.read(...IPV4_ADDRESS) : undefined;
    },
  },
};

/** Keys that ask for nothing when they are false, since the guest has no such thing. */
export const ABSENT: Readonly<Record<string, readonly string[]>> = {
  Link: ['Unmanaged', 'AllMulticast', 'Promiscuous', 'RequiredForOnline'],
  Network: [
    ...['LLMNR', 'MulticastDNS', 'DNSOverTLS', 'DNSSEC', 'LLDP', 'EmitLLDP'],
    ...['IPForward', 'IPMasquerade', 'IPv4AcceptLocal', 'IPv4RouteLocalnet', 'IPv4ProxyARP', 'IPv6ProxyNDP'],
    ...['IPv6PrivacyExtensions', 'IPv6SendRA', 'DHCPPrefixDelegation', 'DefaultRouteOnDevice', 'KeepConfiguration'],
  ],
  Route: ['GatewayOnLink'],
  DHCPServer: ['EmitNTP', 'EmitSIP', 'EmitPOP3', 'EmitSMTP', 'EmitLPR', 'EmitTimezone'],
};

export const NOT_SUPPORTED = 'is not supported and does nothing';
/** Stands for the address of the DHCP server itself. */
export const SERVER_ADDRESS = '_server_address';

const MAC = ["one interface's MAC address, as 02:00:5e:10:00:01", parseInterfaceMac] as const;
const PLAIN_ADDRESS = ['IP addresses, without a port, interface or name', parseAddress] as const;
const IPV4_ADDRESS = ['an IPv4 address', parseIpv4] as const;

/** `list` with what `read` makes of the words; emptied by an empty value. */
function extended(list: readonly string[], { words }: Value, read: (word: string) => string | undefined): string[] {
  return words.length === 0 ? [] : [...list, ...words.map(read).filter((each) => each !== undefined)];
}

function readHostAddress(value: Value): Cidr {
  const cidr = value.read('the address of an interface with its prefix, as 192.168.155.101/24', parseHostAddress);
  if (!value.text.includes('/')) value.warn(`has no prefix, and is taken as ${cidr.address}/${cidr.prefix}`);
  return cidr;
}

function readGateway(value: Value): { via: Address } | { unknownGateway: true } {
  if (value.text !== '_dhcp4' && value.text !== '_ipv6ra') {
    return { via: value.read('the IP address of a gateway', parseAddress) };
  }
  value.warn(
    `is ${value.text}, which ${NOT_SUPPORTED}: DHCP and router advertisements bring a default route of their own`,
  );
  return { unknownGateway: true };
}

/** Without this key the route would be another one than is meant. */
function leaveOut(draft: Draft, value: Value, usual: readonly string[]): void {
  const route = draft.routes.at(-1);
  if (!route || usual.includes(value.text)) return;
  route.leftOut = true;
  value.warn(`is ${value.text}, which is not supported: the route is left out`);
}

function readFamilies(value: Value, unset: string): string {
  return value.text ? value.read('yes, no, ipv4 or ipv6', parseFamilies) : unset;
}

function readBoolean(value: Value, unset: boolean): boolean {
  return value.text ? value.read('yes or no', parseBoolean) : unset;
}
