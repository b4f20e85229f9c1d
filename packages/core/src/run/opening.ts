import { RapidoError } from '../errors.js';
import type { QemuProcess } from '../qemu/index.js';
import type { VmEnd } from './vm-end.js';

/** How long QEMU may take until it has all that it was told to use: a disk may lie on a server that does not answer. */
const LIMIT_SECONDS = 60;

/** Whether a QEMU ever comes to start its VM. */
export interface Opening {
  /** Throws a RapidoError where it has not, and was therefore ended: no kernel has run that could be to blame. */
  check(end: Pick<VmEnd, 'outcome'>): void;
}

/** Ends a QEMU that does not come to start its VM; until then it would hear neither us nor the keys of its console. */
export function watchOpening(
  { monitor, ended, stop }: Pick<QemuProcess, 'monitor' | 'ended' | 'stop'>,
  limit = LIMIT_SECONDS,
): Opening {
  const began = performance.now();
  let state: 'opening' | 'open' | 'late' = 'opening';
  const timer = setTimeout(() => {
    state = 'late';
    stop();
  }, 1000 * limit);
  monitor.greeted.then(() => {
    if (state === 'opening') state = 'open';
    clearTimeout(timer);
  });
  ended.finally(() => clearTimeout(timer));
  return {
    check({ outcome }) {
      const isGivenUp = state === 'late' || outcome === 'hang' || outcome === 'timeout';
      if (state === 'open' || !isGivenUp || outcome === 'interrupted') return;
      const seconds = Math.round((performance.now() - began) / 1000);
      throw new RapidoError('QEMU', `QEMU has not come to start the VM within ${seconds} s.`, {
        hint: 'It waits for something that it was told to use, as a server that a disk lies on: see its command line with --dry-run.',
      });
    },
  };
}
