import { listVms } from '@rapido/core';
import { surroundings } from '../process/surroundings.js';
import type { Candidate } from './types.js';

/** The VMs that run, each by its number and by its name. */
export async function vmCandidates(): Promise<Candidate[]> {
  const vms = await listVms(surroundings());
  return vms.flatMap(({ number, name, cut, kernel }) => [
    { value: String(number), description: `${name}, ${cut} on ${kernel}` },
    { value: name, description: `${number}, ${cut} on ${kernel}` },
  ]);
}
