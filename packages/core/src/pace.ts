import { setImmediate } from 'node:timers/promises';

/** How long work that is done without waiting may keep everything else from its turn. */
const TURN_MS = 20;

/**
 * Makes the function to be called after each piece of such work: mostly it does nothing, now and then it waits for a turn of
 * the event loop, so that a signal can arrive and progress be shown, and throws when `signal` was aborted.
 */
export function startPace(signal?: AbortSignal): () => Promise<void> | void {
  let began = performance.now();
  const turn = async () => {
    await setImmediate();
    signal?.throwIfAborted();
    began = performance.now();
  };
  return () => (performance.now() - began < TURN_MS ? undefined : turn());
}
