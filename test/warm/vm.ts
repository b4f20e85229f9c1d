// How these tests look at VMs that start from saved states.
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { SELF } from '../helpers/index.js';
import { type Booted, boot, steps } from '../run/vm.js';

/** Directory of the test file's saved states. */
export const STORE = join(SELF.directories.home, '.cache/rapido/warm');

/** Files of saved states, half-written ones included. */
export function states(): string[] {
  return readdirSync(STORE)
    .map((name) => join(STORE, name))
    .sort();
}

/** What a VM says of itself, in the order of `SAYINGS`. */
export interface Said extends Booted {
  readonly random: string;
  /** Seconds that the guest's clock was ahead of the host's when the run had ended; it is never far behind its start. */
  readonly ahead: number;
  readonly began: number;
  readonly hostname: string;
  readonly bootId: string;
}

const SAYINGS = [
  'head -c16 /dev/urandom | base64',
  'date +%s.%N',
  'echo "$(</proc/sys/kernel/hostname) $RAPIDO_HOSTNAME rapido$RAPIDO_VM"',
  'cat /proc/sys/kernel/random/boot_id',
];

/** Boots an image with `--warm` and asks it who it is. */
export async function bootWarm(image: string, args: readonly string[] = []): Promise<Said> {
  const before = Date.now() / 1000;
  const booted = await boot(image, ['--warm', ...args, ...steps(...SAYINGS)]);
  const [random = '', clock = '', hostname = '', bootId = ''] = booted.stdout.split('\n');
  return {
    ...{ ...booted, random, hostname, bootId },
    began: Number(clock) - before,
    ahead: Number(clock) - Date.now() / 1000,
  };
}

/** How the only VM of a run has started. */
export function warmth({ verdict }: Booted): unknown {
  return Object.values(verdict.vms)[0]?.warm;
}
