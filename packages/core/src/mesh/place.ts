import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { RapidoError } from '../errors.js';
import type { Environment } from '../host.js';

/** A unix socket's path has 108 bytes with the zero that ends it (unix(7)). */
const LONGEST_PATH = 107;

/** Names of a mesh's sockets. There is a mesh for each network namespace, as VM numbers are, and runtime directory. */
export interface MeshPlace {
  /** Path where QEMU connects. */
  readonly frames: string;
  /** Path where those connect that need the switch. */
  readonly lease: string;
  /** Name of the abstract socket, without its leading zero, whose holder alone may make and remove the other two. */
  readonly lock: string;
}

/** Path where QEMU would connect, whether there is a mesh or not. */
export async function meshSocket({ dirs }: Environment): Promise<string> {
  return socketPath(dirs.runtime, await networkNamespace(), 'sock');
}

/** The mesh of this process' network namespace; its runtime directory must be there. */
export async function meshPlace({ dirs }: Environment): Promise<MeshPlace> {
  const namespace = await networkNamespace();
  const { dev, ino } = await stat(dirs.runtime); // its path may lead through links
  return {
    frames: socketPath(dirs.runtime, namespace, 'sock'),
    lease: socketPath(dirs.runtime, namespace, 'lease'),
    lock: `rapido-mesh-${namespace}-${dev}-${ino}`,
  };
}

async function networkNamespace(): Promise<number> {
  return (await stat('/proc/self/ns/net')).ino;
}

function socketPath(dir: string, namespace: number, what: string): string {
  const path = join(dir, `mesh-${namespace}.${what}`);
  if (Buffer.byteLength(path) <= LONGEST_PATH) return path;
  throw new RapidoError('HOST', `${path}: too long for a socket, whose path may have ${LONGEST_PATH} bytes.`, {
    hint: 'Set XDG_RUNTIME_DIR to a directory with a shorter path.',
  });
}
