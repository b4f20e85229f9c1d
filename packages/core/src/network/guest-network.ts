import ipaddr from 'ipaddr.js';
import { formatCidr } from './cidr.js';
import type { DhcpServer, Nic, Route } from './types.js';

/** What the guest is told of its network, in the words of the run payload (docs/guest-protocol.md). */
export interface GuestNetwork {
  readonly nics: readonly {
    /** By which the guest finds it. */
    readonly mac: string;
    readonly linkLocal: boolean;
    readonly addresses: readonly string[];
  }[];
  /** For ip(8); `@0@` stands for the name of the first interface. */
  readonly commands: readonly string[];
  /** Interfaces whose address a DHCP server gives. */
  readonly dhcp: readonly { readonly nic: number; readonly request?: string }[];
  readonly dhcpServers: readonly { readonly nic: number; readonly lines: string }[];
  /** resolv.conf(5); empty where no resolver is configured. */
  readonly resolver: string;
}

/** The guest's side of these interfaces; `macs` are what QEMU gives them. */
export function guestNetwork(nics: readonly Nic[], macs: readonly string[] = nics.map(({ mac }) => mac)): GuestNetwork {
  return {
    nics: nics.map(({ mac, linkLocal, addresses }, index) => ({
      ...{ mac: macs[index] ?? mac, linkLocal, addresses: addresses.map(formatCidr) },
    })),
    commands: [
      ...nics.flatMap(({ mac }, index) => (mac === macs[index] ? [] : [`link set dev @${index}@ address ${mac}`])),
      ...nics.flatMap(linkCommands),
      // A route may lead through any of them.
      ...new Set(nics.flatMap(routeCommands)),
    ],
    dhcp: nics.flatMap(({ dhcp, dhcpRequest }, nic) =>
      dhcp ? [{ nic, ...(dhcpRequest === undefined ? {} : { request: dhcpRequest }) }] : [],
    ),
    dhcpServers: nics.flatMap((nic, index) =>
      nic.dhcpServer ? [{ nic: index, lines: serverLines(nic, nic.dhcpServer) }] : [],
    ),
    resolver: resolverOf(nics),
  };
}

function linkCommands({ addresses, mtu }: Nic, index: number): string[] {
  const device = `dev @${index}@`;
  return [
    ...(mtu === undefined ? [] : [`link set ${device} mtu ${mtu}`]),
    // Nobody else has it: waiting for duplicate address detection would only take time.
    ...addresses.map((cidr) => `address add ${formatCidr(cidr)} ${device}${cidr.family === 6 ? ' nodad' : ' brd +'}`),
    `link set ${device} up`,
  ];
}

/** `append`, as several interfaces may each have a default route: the first is taken. */
function routeCommands({ routes }: Nic, index: number): string[] {
  return routes.map((route) => `route append ${routeText(route)} dev @${index}@`);
}

/** ip(8) takes `default` for IPv4 where nothing else tells. */
function routeText({ to, family, via, metric }: Route): string {
  return [
    to === 'default' && family === 6 ? '::/0' : to,
    ...(via === undefined ? [] : [`via ${via}`]),
    ...(metric === undefined ? [] : [`metric ${metric}`]),
  ].join(' ');
}

/** udhcpd.conf(5) */
function serverLines({ addresses }: Nic, { first, last, leaseSeconds, dns, router }: DhcpServer): string {
  const own = addresses.find(({ family }) => family === 4);
  return [
    ...[`start ${first}`, `end ${last}`, `option lease ${leaseSeconds}`],
    ...(own ? [`option subnet ${ipaddr.IPv4.subnetMaskFromPrefixLength(own.prefix)}`] : []),
    ...(dns.length > 0 ? [`option dns ${dns.join(' ')}`] : []),
    ...(router === undefined ? [] : [`option router ${router}`]),
  ].join('\n');
}

function resolverOf(nics: readonly Nic[]): string {
  const domains = [...new Set(nics.flatMap(({ domains }) => domains))];
  const servers = [...new Set(nics.flatMap(({ dns }) => dns))];
  return [
    ...(domains.length > 0 ? [`search ${domains.join(' ')}\n`] : []),
    ...servers.map((server) => `nameserver ${server}\n`),
  ].join('');
}
