import { RapidoError } from '../errors.js';
import { HIGHEST_VM } from '../network/index.js';
import { tryLock } from '../process/index.js';

/** A VM's number, which fixes its name and addresses; ours until it is given back or this process ends. */
export interface VmNumber {
  readonly number: number;
  release(): void;
}

/** Claims the lowest free number: by a lock of this network namespace, as taps have one name space in it, too. */
export async function claimVmNumber(): Promise<VmNumber> {
  for (let number = 1; number <= HIGHEST_VM; number++) {
    const release = await tryLock(`rapido-vm-${number}`);
    if (release) return { number, release };
  }
  throw new RapidoError('HOST', `All VM numbers up to ${HIGHEST_VM} are taken.`, {
    hint: 'End some: `rapido ps`, `rapido stop`.',
  });
}
