import { isIPv4, isIPv6 } from 'node:net';
import type { MonAddress } from '../types.js';

/** The ports that IANA has given to monitors; what listens elsewhere may speak either protocol. */
export const MON_PORTS = { v1: 6789, v2: 3300 } as const;

/** A monitor: the addresses that it listens at, one or more of each protocol. */
export type Monitor = readonly MonAddress[];

/**
 * Reads `mon_host` and `mon_addr`: addresses or names, one for a monitor or several in brackets, as `[v2:10.0.0.1:3300/0,v1:10.0.0.1:6789/0]`. Those without
 * a protocol and with no port of a protocol are addresses of both. What cannot be read is in `faults`, as it was written.
 */
export function parseMonitors(text: string): {
  readonly monitors: readonly Monitor[];
  readonly faults: readonly string[];
} {
  const monitors: Monitor[] = [];
  const faults: string[] = [];
  for (const word of splitOutside(text)) {
    const group = insideBrackets(word);
    const written = group === undefined ? [word] : splitOutside(group);
    const addresses = written.map((one) => parseAddress(one));
    const bad = written.filter((_, at) => addresses[at] === undefined);
    faults.push(...(written.length === 0 ? [word] : bad));
    const good = addresses.flatMap((found) => found ?? []);
    if (good.length > 0) monitors.push(good);
  }
  return { monitors, faults };
}

/** As Ceph and the kernel write it: `10.0.0.1:6789`, `[fd00::1]:6789`. */
export function formatAddress({ host, port }: Pick<MonAddress, 'host' | 'port'>): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}

/** Whether it is an address, not a name that has to be looked up. */
export function isAddress(host: string): boolean {
  return isIPv4(host) || isIPv6(host);
}

/** The words between commas, semicolons and blanks that are not in brackets. */
function splitOutside(text: string): string[] {
  const words = [''];
  let depth = 0;
  for (const char of text) {
    if (char === '[') depth++;
    if (char === ']') depth--;
    if (depth <= 0 && /[,;\s]/.test(char)) words.push('');
    else words[words.length - 1] += char;
  }
  return words.filter((word) => word !== '');
}

/** What brackets around several addresses hold; undefined for those of an IPv6 address. */
function insideBrackets(word: string): string | undefined {
  const inside = /^\[(.*)\]$/s.exec(word)?.[1];
  return inside === undefined || isIPv6(inside) || /^\[[^[\]]*\]:\d+(\/\d+)?$/.test(word) ? undefined : inside;
}

function parseAddress(written: string): MonAddress[] | undefined {
  const [, type = 'any', rest = ''] = /^(?:(v1|v2|any):)?(.*?)(?:\/\d+)?$/s.exec(written) ?? [];
  const [, bracketed, plain, digits] = isIPv6(rest)
    ? [rest, rest, undefined, undefined]
    : (/^(?:\[([^[\]]*)\]|([^:[\]]*))(?::(\d{1,5}))?$/.exec(rest) ?? []);
  const host = bracketed ?? plain ?? '';
  if (bracketed !== undefined ? !isIPv6(host) : !isHost(host)) return undefined;
  const port = Number(digits ?? 0) || undefined;
  if (port !== undefined && port > 65535) return undefined;
  return protocolsOf(type, port).map((protocol) => ({ protocol, host, port: port ?? MON_PORTS[protocol] }));
}

function protocolsOf(type: string, port: number | undefined): MonAddress['protocol'][] {
  if (type === 'v1' || type === 'v2') return [type];
  if (port === MON_PORTS.v1) return ['v1'];
  return port === MON_PORTS.v2 ? ['v2'] : ['v2', 'v1'];
}

/** An IPv4 address or a name of DNS. */
function isHost(host: string): boolean {
  if (/^[\d.]+$/.test(host)) return isIPv4(host);
  return host.length <= 253 && /^[A-Za-z0-9_]([\w.-]*\w)?\.?$/.test(host);
}
