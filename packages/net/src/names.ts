import type { NetThing } from '@rapido/kit';

const KINDS: Readonly<Record<NetThing['kind'], string>> = {
  bridge: 'bridge',
  tap: 'tap',
  interface: 'interface',
  dhcp: 'DHCP server of',
};

/** For people: `tap rapido-tap1`. */
export function nameOf({ kind, name }: Pick<NetThing, 'kind' | 'name'>): string {
  return `${KINDS[kind]} ${name}`;
}
