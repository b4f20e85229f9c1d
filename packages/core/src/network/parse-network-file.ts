import { formatCidr } from './cidr.js';
import { dhcpPool } from './dhcp-pool.js';
import { type Draft, emptyDraft, type Value } from './network-draft.js';
import { ABSENT, KEYS, NOT_SUPPORTED, SERVER_ADDRESS } from './network-keys.js';
import { type Entry, parseSections, type Section, syntaxError } from './systemd-syntax.js';
import { parseBoolean } from './systemd-values.js';
import type { Cidr, DhcpServer, NicConfig, Route } from './types.js';

/**
 * Reads a file of systemd.network(5), as far as Rapido's guest follows it. `warnings` names, with FILE:LINE, all that
 * does nothing in the guest. Throws CONFIG_SYNTAX with FILE:LINE and what is expected for a value that is not of its
 * type, so that every string in the result is an address, a MAC address or a domain name, and nothing else.
 *
 * As with systemd: an address without a prefix stands for itself alone (with a warning), a MTU below 1280 becomes 1280
 * where there is IPv6, and a MACAddress in [Link] wins over one in [Match].
 */
export function parseNetworkFile(text: string, path: string): { config: NicConfig; warnings: string[] } {
  const warnings: string[] = [];
  const warn = (from: string, problem: string) => warnings.push(`${from}: ${problem}`);
  const draft = emptyDraft();
  for (const section of parseSections(text, path)) readSection(section, draft, warn);
  return { config: configOf(draft, warn), warnings };
}

type Warn = (from: string, problem: string) => void;

function readSection({ name, from, entries }: Section, draft: Draft, warn: Warn): void {
  const readers = Object.hasOwn(KEYS, name) ? KEYS[name] : undefined;
  if (!readers) {
    warn(from, `[${name}] ${NOT_SUPPORTED}`);
    return;
  }
  if (name === 'Address') draft.addresses.push({ from });
  if (name === 'Route') draft.routes.push({ from });
  if (name === 'DHCPServer') draft.serverSection ??= from;
  for (const entry of entries) {
    const reader = Object.hasOwn(readers, entry.key) ? readers[entry.key] : undefined;
    if (reader) reader(draft, valueIn(entry, name, warn));
    else if (!isAbsent(name, entry)) warn(entry.from, `[${name}] ${entry.key} ${NOT_SUPPORTED}`);
  }
}

/** Whether the entry asks for nothing. */
function isAbsent(section: string, { key, value }: Entry): boolean {
  return value === '' || (parseBoolean(value) === false && (ABSENT[section]?.includes(key) ?? false));
}

function valueIn({ key, value, from }: Entry, section: string, warn: Warn): Value {
  return {
    text: value,
    words: value.split(/\s+/).filter(Boolean),
    from,
    read(expected, parse, text = value) {
      const read = parse(text);
      if (read === undefined) {
        throw syntaxError(from, `[${section}] ${key}=${JSON.stringify(text).slice(1, -1)}: expected ${expected}`);
      }
      return read;
    },
    warn: (problem) => warn(from, `[${section}] ${key} ${problem}`),
  };
}

function configOf(draft: Draft, warn: Warn): NicConfig {
  warnOfAdvertisements(draft);
  const addresses = addressesOf(draft, warn);
  const mac = draft.linkMac ?? draft.matchMac;
  const mtu = mtuOf(draft, addresses);
  const dhcpServer = dhcpServerOf(draft, addresses, warn);
  return {
    ...(mac !== undefined && { mac }),
    ...(mtu !== undefined && { mtu }),
    addresses,
    routes: routesOf(draft, warn),
    dns: [...new Set(draft.dns)],
    domains: [...new Set(draft.domains)],
    dhcp: draft.dhcp,
    linkLocal: draft.linkLocal,
    ...(dhcpServer && { dhcpServer }),
  };
}

function warnOfAdvertisements({ acceptRa, linkLocal }: Draft): void {
  if (!acceptRa || acceptRa.wanted === linkLocal) return;
  const [problem, cure] = linkLocal
    ? ['an interface with an IPv6 link-local address listens to router advertisements', 'no']
    : ['router advertisements need an IPv6 link-local address', 'ipv6'];
  acceptRa.value.warn(`does nothing: ${problem} (LinkLocalAddressing=${cure})`);
}

function addressesOf(draft: Draft, warn: Warn): Cidr[] {
  const addresses = new Map<string, Cidr>();
  for (const { from, cidr } of draft.addresses) {
    if (cidr) addresses.set(formatCidr(cidr), cidr);
    else warn(from, '[Address] does nothing without Address=');
  }
  return [...addresses.values()];
}

function mtuOf({ mtu, linkLocal }: Draft, addresses: readonly Cidr[]): number | undefined {
  const hasIpv6 = linkLocal || addresses.some((each) => each.family === 6);
  return mtu !== undefined && hasIpv6 ? Math.max(1280, mtu) : mtu;
}

function routesOf(draft: Draft, warn: Warn): Route[] {
  return draft.routes.flatMap(({ from, to, via, metric, unknownGateway, leftOut }) => {
    if (unknownGateway || leftOut) return [];
    const family = via?.family ?? to?.family;
    if (family === undefined) {
      warn(from, '[Route] does nothing without Gateway= or Destination=');
      return [];
    }
    if (to && to.family !== family)
      throw syntaxError(from, '[Route] has a Gateway of one family and a Destination of the other');
    return {
      to: to && to.prefix > 0 ? formatCidr(to) : 'default',
      family,
      ...(via && { via: via.address }),
      ...(metric !== undefined && { metric }),
    };
  });
}

function dhcpServerOf(draft: Draft, addresses: readonly Cidr[], warn: Warn): DhcpServer | undefined {
  const { serverFrom, serverSection } = draft;
  if (serverFrom === undefined) {
    if (serverSection) warn(serverSection, '[DHCPServer] does nothing without DHCPServer=yes in [Network]');
    return undefined;
  }
  const server = addresses.find((each) => each.family === 4);
  if (!server) throw syntaxError(serverFrom, '[Network] DHCPServer: expected a static IPv4 address in the same file');
  const pool = dhcpPool(server, draft.poolOffset, draft.poolSize);
  if (!pool) {
    throw syntaxError(
      serverSection ?? serverFrom,
      `[DHCPServer] gives out more addresses than ${formatCidr(server)} has`,
    );
  }
  const dns = draft.serverDns.map((each) => (each === SERVER_ADDRESS ? server.address : each));
  return {
    ...pool,
    leaseSeconds: draft.leaseSeconds,
    dns: draft.emitDns ? [...new Set(dns)] : [],
    ...(draft.emitRouter && { router: draft.router ?? server.address }),
  };
}
