import { ip } from './command-line.js';
import type { Command, Device, Step } from './types.js';

/** The name of a device that is just being made: whoever is killed leaves no more than one of that name behind. */
export const UNBORN = 'rapido-new';

/**
 * Makes a device by `add`, a command that makes one named UNBORN, and gives it its name in the same command as its mark and
 * the rest of `settings` (ip-link(8)): at no time is there an unmarked device of that name.
 */
export function birth(name: string, add: Command, settings: readonly string[]): [Step, Step] {
  const set = (device: string, ...words: readonly string[]) => ip('link', 'set', 'dev', device, ...words);
  return [
    { command: add, undo: [ip('link', 'delete', 'dev', UNBORN)] },
    // Older kernels rename only what is down.
    {
      command: set(UNBORN, 'name', name, ...settings),
      undo: [set(name, 'down'), set(name, 'name', UNBORN)],
    },
  ];
}

/** Removes what somebody who was killed has left behind; nothing puts it back. */
export function removeUnborn(devices: readonly Device[]): Step[] {
  const isUnborn = ({ name, kind }: Device) => name === UNBORN && (kind === 'bridge' || kind === 'tap');
  return devices.some(isUnborn) ? [{ command: ip('link', 'delete', 'dev', UNBORN), undo: [] }] : [];
}
