import { mkdir } from 'node:fs/promises';
import type { Environment } from '../host.js';
import { onHost } from './host-failure.js';

/** Makes the directory where running VMs are noted, and their sockets are. */
export async function makeRuntimeDir({ dirs }: Pick<Environment, 'dirs'>): Promise<void> {
  await onHost(`Making ${dirs.runtime}`, () => mkdir(dirs.runtime, { recursive: true, mode: 0o700 }));
}
