import { parseAddress, parseCidr, unfitForHost } from './cidr.js';
import { isUnicastMac, parseMac } from './mac.js';
import type { Cidr } from './types.js';

/** Readers of values, as systemd.network(5) and the pages it refers to have them: undefined for what is none. */

export function parseBoolean(text: string): boolean | undefined {
  if (/^(?:1|y|yes|t|true|on)$/i.test(text)) return true;
  return /^(?:0|n|no|f|false|off)$/i.test(text) ? false : undefined;
}

/** Seconds of a time span of systemd.time(7), rounded: `3600`, `12h`, `1h 30min`. */
export function parseTimeSpan(text: string): number | undefined {
  const parts = [...text.matchAll(/\s*(\d+(?:\.\d+)?)\s*([A-Za-zµ]*)\s*/gy)];
  if (text === '' || parts.reduce((length, [part]) => length + part.length, 0) < text.length) return undefined;
  let seconds = 0;
  for (const [, amount, name = ''] of parts) {
    const unit = TIME_UNITS.find(({ names }) => names.includes(name));
    if (!unit) return undefined;
    seconds += Number(amount) * unit.seconds;
  }
  return Math.round(seconds);
}

const TIME_UNITS: readonly { readonly seconds: number; readonly names: readonly string[] }[] = [
  { seconds: 1e-6, names: ['us', 'usec', 'µs'] },
  { seconds: 1e-3, names: ['ms', 'msec'] },
  { seconds: 1, names: ['', 's', 'sec', 'second', 'seconds'] },
  { seconds: 60, names: ['m', 'min', 'minute', 'minutes'] },
  { seconds: 3600, names: ['h', 'hr', 'hour', 'hours'] },
  { seconds: 86_400, names: ['d', 'day', 'days'] },
  { seconds: 7 * 86_400, names: ['w', 'week', 'weeks'] },
  { seconds: 30.44 * 86_400, names: ['M', 'month', 'months'] },
  { seconds: 365.25 * 86_400, names: ['y', 'year', 'years'] },
];

/** A whole number from `min` to `max`, or to 2³² − 1. */
export function parseNumber(text: string, min = 0, max = 0xffff_ffff): number | undefined {
  const number = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  return number >= min && number <= max ? number : undefined;
}

/** An MTU with one of the suffixes K, M, G. From IPv4's least (RFC 791) to the most that a tap device takes. */
export function parseMtu(text: string): number | undefined {
  const [, digits, suffix] = /^(\d+)([KMG]?)$/.exec(text) ?? [];
  if (digits === undefined) return undefined;
  return parseNumber(String(Number(digits) * 1024 ** ' KMG'.indexOf(suffix || ' ')), 68, 65_521);
}

/** The hardware address of one interface, with colons between its bytes. */
export function parseInterfaceMac(text: string): string | undefined {
  const mac = parseMac(text);
  return mac !== undefined && isUnicastMac(mac) ? mac : undefined;
}

/** A network or address; without a prefix, that of the address alone: /32, and /128 with IPv6. */
export function parsePrefixed(text: string): Cidr | undefined {
  const address = parseAddress(text);
  return address ? { ...address, prefix: address.family === 4 ? 32 : 128 } : parseCidr(text);
}

/** A DNS name (RFC 1123, and underscores) without the dot that may end it. */
export function parseDomain(text: string): string | undefined {
  const name = text.replace(/\.$/, '');
  const isName =
    name.length <= 253 && name.split('.').every((label) => /^[a-z\d_](?:[\w-]{0,61}[a-z\d_])?$/i.test(label));
  return isName ? name : undefined;
}

/** As `parsePrefixed`, an address that an interface can have. */
export function parseHostAddress(text: string): Cidr | undefined {
  const cidr = parsePrefixed(text);
  return cidr && !unfitForHost(cidr) ? cidr : undefined;
}

/** `ipv4`, `ipv6`, or any boolean as `yes` or `no`. */
export function parseFamilies(text: string): string | undefined {
  const wanted = parseBoolean(text);
  if (wanted !== undefined) return wanted ? 'yes' : 'no';
  return text === 'ipv4' || text === 'ipv6' ? text : undefined;
}

export function parseIpv4(text: string): string | undefined {
  const address = parseAddress(text);
  return address?.family === 4 ? address.address : undefined;
}
