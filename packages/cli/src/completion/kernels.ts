import { installedReleases } from '@rapido/core';
import type { Candidate } from './types.js';

/** The releases of the kernels that are installed, the newest first. */
export async function kernelCandidates(): Promise<Candidate[]> {
  return (await installedReleases({ root: '/', running: '' })).map((value) => ({ value, description: 'installed' }));
}
