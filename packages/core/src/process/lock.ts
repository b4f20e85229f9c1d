import { createServer } from 'node:net';
import { isSystemError } from '../errors.js';
import { abstractSocket } from './abstract-socket.js';

/**
 * Takes the lock `name`, an abstract unix socket (unix(7)): one name space of them per network namespace, and the kernel frees
 * it with the process, even after SIGKILL. Resolves with what gives it back; undefined where another process has it.
 */
export function tryLock(name: string): Promise<(() => void) | undefined> {
  return new Promise((resolve, reject) => {
    const server = createServer((connection) => connection.destroy());
    server.once('error', (error) => (isSystemError(error, 'EADDRINUSE') ? resolve(undefined) : reject(error)));
    server.listen({ path: abstractSocket(name) }, () => {
      server.unref();
      resolve(() => server.close());
    });
  });
}
