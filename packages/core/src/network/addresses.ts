import ipaddr from 'ipaddr.js';
import { RapidoError } from '../errors.js';
import type { Cidr } from './types.js';

const BITS = { 4: 32, 6: 128 } as const;
/** The shortest and the longest prefix of a bridge: longer ones have no room for the host and two VMs. */
const BRIDGE_PREFIXES = { 4: { min: 8, max: 29 }, 6: { min: 8, max: 126 } } as const;
const UNFIT_RANGES: Readonly<Record<string, string>> = {
  loopback: 'a loopback address',
  multicast: 'a multicast address',
  unspecified: 'the unspecified address',
  broadcast: 'the broadcast address',
  ipv4Mapped: 'an IPv4 address in the clothes of IPv6',
};

/**
 * The addresses of the bridge that the setting BR_ADDR names: an IPv4 and an IPv6 one, or one of them, or none, in CIDR
 * form and separated by white space. Throws CONFIG_VALUE for what VMs could not share a network with.
 */
export function bridgeAddresses(text: string): Cidr[] {
  const addresses = text.split(/\s+/).filter(Boolean).map(bridgeAddress);
  for (const family of [4, 6] as const) {
    const [first, second] = addresses.filter((each) => each.family === family);
    if (first && second) {
      throw unfit(text.trim(), `has two IPv${family} addresses, and the bridge takes one`);
    }
  }
  return addresses;
}

function bridgeAddress(word: string): Cidr {
  const cidr = parseCidr(word);
  if (!cidr) {
    throw unfit(word, parseAddress(word) ? 'lacks the length of its network prefix' : 'is not an address in CIDR form');
  }
  const { min, max } = BRIDGE_PREFIXES[cidr.family];
  const kind = UNFIT_RANGES[ipaddr.parse(cidr.address).range()];
  if (kind) throw unfit(word, `is ${kind}`);
  if (cidr.family === 6 && overlaps(cidr, { family: 6, address: 'fe80::', prefix: 10 })) {
    throw unfit(word, 'is a link-local address, which every interface has one of anyway');
  }
  if (cidr.prefix > max) throw unfit(word, `has no room for two VMs: the prefix is /${max} at most`);
  if (cidr.prefix < min) throw unfit(word, `is a network too large to be a bridge's: the prefix is /${min} at least`);
  if (numberOf(cidr) === firstOf(cidr)) throw unfit(word, "is the network's own address, not one of a host in it");
  if (cidr.family === 4 && numberOf(cidr) === lastOf(cidr)) throw unfit(word, "is the network's broadcast address");
  return cidr;
}

function unfit(what: string, why: string): RapidoError {
  return new RapidoError('CONFIG_VALUE', `BR_ADDR: ${what} ${why}.`, {
    hint: 'Give the bridge an address of its own in a free network, as BR_ADDR="192.168.155.1/24", or with IPv6 "192.168.155.1/24 fd00::1/64".',
  });
}

/**
 * The static address of VM `number` (1 to 99) in the network of the bridge, never the bridge's own; undefined where the
 * network has no more.
 *
 * - IPv4, /24 and shorter: the bridge's first three octets and 100 + `number`.
 * - IPv6, /112 and shorter: the network and, as last group, the decimal digits of 100 + `number`.
 * - Longer prefixes: counted from the first address of a host.
 *
 * Where that would be the bridge's own address, the VM has 200 instead of 100 + `number`, which is no other's, or, when
 * it is counted, this and all later VMs move up by one.
 */
export function vmAddress(bridge: Cidr, number: number): Cidr | undefined {
  const own = numberOf(bridge);
  if (bridge.prefix <= (bridge.family === 4 ? 24 : 112)) {
    const base = firstOf(bridge.family === 4 ? { ...bridge, prefix: 24 } : bridge);
    const place = (host: number) => base + (bridge.family === 4 ? BigInt(host) : BigInt(`0x${host}`));
    const wished = place(100 + number);
    return { ...bridge, address: addressOf(bridge.family, wished === own ? place(200) : wished) };
  }
  const first = firstOf(bridge) + 1n;
  const last = lastOf(bridge) - (bridge.family === 4 ? 1n : 0n);
  const counted = first + BigInt(number - 1);
  const free = own >= first && own <= counted ? counted + 1n : counted;
  return free <= last ? { ...bridge, address: addressOf(bridge.family, free) } : undefined;
}

/** The addresses of VMs 1 to `count` in the bridge's networks, with the VMs' names. */
export function peers(bridge: readonly Cidr[], count: number): { readonly address: string; readonly name: string }[] {
  return Array.from({ length: count }, (_, index) => index + 1).flatMap((number) =>
    bridge.flatMap((network) => {
      const cidr = vmAddress(network, number);
      return cidr ? [{ address: cidr.address, name: vmName(number) }] : [];
    }),
  );
}

/** The name of a VM that has been given no other. */
export function vmName(number: number): string {
  return `rapido${number}`;
}

/**
 * Reads `192.168.155.1/24` or `fd00::1/64`: the prefix must be there, and IPv4 has its four decimal numbers. The
 * address is given back in its canonical form (RFC 5952). Undefined for anything else.
 */
export function parseCidr(text: string): Cidr | undefined {
  const [, word = '', digits] = /^([^/]+)\/(\d{1,3})$/.exec(text) ?? [];
  const address = parseAddress(word);
  const prefix = Number(digits);
  return address && prefix <= BITS[address.family] ? { ...address, prefix } : undefined;
}

/** Reads an address without a prefix, as strictly as `parseCidr`; none with a zone (`fe80::1%eth0`). */
export function parseAddress(text: string): { readonly family: 4 | 6; readonly address: string } | undefined {
  if (ipaddr.IPv4.isValidFourPartDecimal(text)) return { family: 4, address: text };
  if (text.includes('%') || !ipaddr.IPv6.isValid(text)) return undefined;
  return { family: 6, address: ipaddr.IPv6.parse(text).toRFC5952String() };
}

export function formatCidr({ address, prefix }: Cidr): string {
  return `${address}/${prefix}`;
}

/** The network that the address lies in: all bits after the prefix are 0. */
export function networkOf(cidr: Cidr): Cidr {
  return { ...cidr, address: addressOf(cidr.family, firstOf(cidr)) };
}

/** Whether the networks of the two have any address in common. */
export function overlaps(a: Cidr, b: Cidr): boolean {
  if (a.family !== b.family) return false;
  const prefix = Math.min(a.prefix, b.prefix);
  return firstOf({ ...a, prefix }) === firstOf({ ...b, prefix });
}

/** The lowest address of the network, as a number. */
export function firstOf(cidr: Cidr): bigint {
  const size = sizeOf(cidr);
  return (numberOf(cidr) / size) * size;
}

/** The highest address of the network, as a number: with IPv4, its broadcast address. */
export function lastOf(cidr: Cidr): bigint {
  return firstOf(cidr) + sizeOf(cidr) - 1n;
}

function sizeOf({ family, prefix }: Cidr): bigint {
  return 1n << BigInt(BITS[family] - prefix);
}

/** An address as a number, which `addressOf` gives back. */
export function numberOf({ address }: { readonly address: string }): bigint {
  return BigInt(`0x${Buffer.from(ipaddr.parse(address).toByteArray()).toString('hex')}`);
}

export function addressOf(family: 4 | 6, number: bigint): string {
  const hex = number.toString(16).padStart(BITS[family] / 4, '0');
  const address = ipaddr.fromByteArray([...Buffer.from(hex, 'hex')]);
  return address instanceof ipaddr.IPv6 ? address.toRFC5952String() : address.toString();
}
