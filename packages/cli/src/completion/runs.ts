import { listRuns } from '@rapido/core';
import { surroundings } from '../process/surroundings.js';
import type { Candidate } from './types.js';

/** The runs that are kept, the last one first. */
export async function runCandidates(): Promise<Candidate[]> {
  const runs = await listRuns(surroundings());
  return runs.reverse().map(({ name, running, verdict }) => {
    const outcome = running ? 'runs now' : (verdict?.outcome ?? 'did not end');
    return { value: name, description: outcome };
  });
}
