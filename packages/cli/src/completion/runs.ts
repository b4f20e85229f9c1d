import { findRun, listRuns, RapidoError } from '@rapido/core';
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

/** The VMs of a run that has ended; of the last one unless named. */
export async function vmOfRunCandidates(run?: string): Promise<Candidate[]> {
  const found = await findRun(surroundings(), run).catch((error: unknown) => {
    if (RapidoError.is(error)) return undefined;
    throw error;
  });
  return Object.entries(found?.verdict?.vms ?? {}).map(([value, { cut, outcome }]) => ({
    value,
    description: `${cut}, ${outcome}`,
  }));
}
