import ipaddr from 'ipaddr.js';
import type { Cidr } from './types.js';

const BITS = { 4: 32, 6: 128 } as const;
const UNFIT_RANGES: Readonly<Record<string, string>> = {
  loopback: 'a loopback address',
  multicast: 'a multicast address',
  unspecified: 'the unspecified address',
  broadcast: 'the broadcast address',
  ipv4Mapped: 'an IPv4 address written as IPv6',
};

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

/** Why no interface can have this address of its own, as `a multicast address`; undefined where it can. */
export function unfitForHost({ address }: { readonly address: string }): string | undefined {
  return UNFIT_RANGES[ipaddr.parse(address).range()];
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
