import { createServer, type Server } from 'node:net';
import { isSystemError, RapidoError } from '../errors.js';
import { abstractSocket } from '../process/index.js';

const HIGHEST = 99;

/** A VM's number, which fixes its name and addresses; ours until it is given back or this process ends. */
export interface VmNumber {
  readonly number: number;
  release(): void;
}

/**
 * Claims the lowest free number. The lock is an abstract unix socket (unix(7)): the kernel frees it with the process,
 * even after SIGKILL, and there is one name space of them per network namespace, as there is of taps.
 */
export async function claimVmNumber(): Promise<VmNumber> {
  for (let number = 1; number <= HIGHEST; number++) {
    const server = await tryListen(abstractSocket(`rapido-vm-${number}`));
    if (server) return { number, release: () => server.close() };
  }
  throw new RapidoError('HOST', `All VM numbers up to ${HIGHEST} are taken.`, {
    hint: 'End some: `rapido ps`, `rapido stop`.',
  });
}

function tryListen(path: string): Promise<Server | undefined> {
  return new Promise((resolve, reject) => {
    const server = createServer((connection) => connection.destroy());
    server.once('error', (error) => (isSystemError(error, 'EADDRINUSE') ? resolve(undefined) : reject(error)));
    server.listen({ path }, () => resolve(server.unref()));
  });
}
