import type { Problem } from '@rapido/kit';
import type { MonAddress, MsMode } from '../types.js';
import { formatAddress, type Monitor } from './mon-address.js';

/** The protocol that a mode of the kernel's client speaks. */
export function protocolOf(mode: MsMode): MonAddress['protocol'] {
  return mode === 'legacy' ? 'v1' : 'v2';
}

/** The mode that is used, and the monitors' addresses that belong to it. */
export function chooseMode(
  monitors: readonly Monitor[],
  wanted: MsMode | undefined,
): { readonly mode: MsMode; readonly addresses: readonly MonAddress[]; readonly problems: readonly Problem[] } {
  const all = monitors.flat();
  const mode = wanted ?? (all.some(({ protocol }) => protocol === 'v1') ? 'legacy' : 'prefer-crc');
  const addresses = all.filter(({ protocol }) => protocol === protocolOf(mode));
  return {
    mode,
    addresses: withoutRepeats(addresses),
    problems: addresses.length > 0 || all.length === 0 ? [] : [none(mode, all)],
  };
}

function none(mode: MsMode, all: readonly MonAddress[]): Problem {
  const [msgr, other] = mode === 'legacy' ? ['msgr1 (v1)', 'prefer-crc'] : ['msgr2 (v2)', 'legacy'];
  const message = `CEPH_MS_MODE: ${mode} speaks ${msgr}, and the configuration has no such address of a monitor, only ${all.map(formatAddress).join(', ')}`;
  return { kind: 'usage', message, fix: `Leave CEPH_MS_MODE out, or set it to ${other}.` };
}

function withoutRepeats(addresses: readonly MonAddress[]): readonly MonAddress[] {
  return [...new Map(addresses.map((address) => [formatAddress(address), address])).values()];
}
