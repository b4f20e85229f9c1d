import type { Device } from './types.js';

/** The alias of what `rapido net up` makes: nothing without it is ever changed or removed. */
export const MARK = 'rapido: made by "rapido net up"';

/** An interface of the host that was made a port of the bridge. */
export interface Attached {
  readonly interface: string;
  /** It was down before. */
  readonly wasDown: boolean;
}

export function isOurs(device: Device): boolean {
  return device.alias === MARK || device.alias?.startsWith(`${MARK}; `) === true;
}

/** The bridge's alias, which remembers what was attached to it. */
export function bridgeAlias(attached: Attached | undefined): string {
  if (attached === undefined) return MARK;
  return `${MARK}; attached ${attached.interface}${attached.wasDown ? ', which was down' : ''}`;
}

/** Reads what `bridgeAlias` wrote. */
export function attachedTo({ alias = '' }: Device): Attached | undefined {
  const [, name, down] = /; attached (\S+?)(, which was down)?$/.exec(alias) ?? [];
  return name === undefined ? undefined : { interface: name, wasDown: down !== undefined };
}
