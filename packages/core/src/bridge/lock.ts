import { createServer, type Server } from 'node:net';
import { setTimeout } from 'node:timers/promises';
import { isSystemError, RapidoError } from '../errors.js';
import { abstractSocket } from '../process/index.js';
import { mayChangeNetwork } from './privileges.js';

/** How long another one may take, and how often it is asked for. */
const PATIENCE_MS = 5000;
const INTERVAL_MS = 50;

/**
 * Keeps others from changing the network while plans are made and carried out; call the result to let them. The lock is an
 * abstract unix socket (unix(7)): the kernel frees it with the process, and has one for each network namespace. Whoever may
 * change nothing needs none. Calls `onWait` when there is another; throws a RapidoError when that one does not end.
 */
export async function lockNetwork(onWait: () => void): Promise<() => void> {
  if (!(await mayChangeNetwork())) return () => {};
  const deadline = performance.now() + PATIENCE_MS;
  for (let tries = 0; ; tries++) {
    const server = await tryListen(abstractSocket('rapido-net'));
    if (server) return () => server.close();
    if (tries === 0) onWait();
    if (performance.now() > deadline) break;
    await setTimeout(INTERVAL_MS);
  }
  throw new RapidoError('HOST', 'Another "rapido net" is at work on this network: nothing was changed.', {
    hint: 'Wait for it to end. This names who holds its lock: sudo ss -xlp | grep @rapido-net',
  });
}

function tryListen(path: string): Promise<Server | undefined> {
  return new Promise((resolve, reject) => {
    const server = createServer((connection) => connection.destroy());
    server.once('error', (error) => (isSystemError(error, 'EADDRINUSE') ? resolve(undefined) : reject(error)));
    server.listen({ path }, () => resolve(server.unref()));
  });
}
