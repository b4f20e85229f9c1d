import { setTimeout } from 'node:timers/promises';
import { RapidoError } from '../errors.js';
import { tryLock } from '../process/index.js';
import { mayChangeNetwork } from './privileges.js';

/** How long another one may take, and how often it is asked for. */
const PATIENCE_MS = 5000;
const INTERVAL_MS = 50;

/**
 * Keeps others from changing this network namespace while plans are made and carried out; call the result to let them.
 * Whoever may change nothing needs no lock. Calls `onWait` when there is another; throws a RapidoError when that one does not end.
 */
export async function lockNetwork(onWait: () => void): Promise<() => void> {
  if (!(await mayChangeNetwork())) return () => {};
  const deadline = performance.now() + PATIENCE_MS;
  for (let tries = 0; ; tries++) {
    const release = await tryLock('rapido-net');
    if (release) return release;
    if (tries === 0) onWait();
    if (performance.now() > deadline) break;
    await setTimeout(INTERVAL_MS);
  }
  throw new RapidoError('HOST', 'Another "rapido net" is at work on this network: nothing was changed.', {
    hint: 'Wait for it to end. This names who holds its lock: sudo ss -xlp | grep @rapido-net',
  });
}
