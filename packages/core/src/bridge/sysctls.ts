import { textOf } from '../files.js';
import type { Command } from './types.js';

/** Whether the host forwards IPv6 at all; unlike for IPv4, a single device has no say in it. */
export const FORWARDS_IPV6 = 'net/ipv6/conf/all/forwarding';

/** Whether the host forwards what comes from `device`. */
export function forwards(device: string): string {
  return `net/ipv4/conf/${device}/forwarding`;
}

/**
 * The settings that are off for a bridge: what VMs send goes nowhere else by this host, even where it is a router, as
 * every host with Docker is; and a VM that plays the router is none of this host's.
 */
export function offFor(bridge: string): string[] {
  return [forwards(bridge), `net/ipv6/conf/${bridge}/accept_ra`];
}

/** What the settings are that matter for a bridge; those that the kernel does not have, as without IPv6, are left out. */
export async function readSysctls(bridge: string): Promise<Readonly<Record<string, string>>> {
  const names = [...offFor(bridge), FORWARDS_IPV6];
  const values = await Promise.all(names.map((name) => textOf(`/proc/sys/${name}`)));
  return Object.fromEntries(
    names.flatMap((name, index) => (values[index] === undefined ? [] : [[name, values[index].trim()]])),
  );
}

/** Sets what is there (-e) of `NAME=VALUE`, one after the other (sysctl(8)). */
export function sysctl(...assignments: readonly string[]): Command {
  return ['sysctl', '-e', '-q', '-w', ...assignments];
}
