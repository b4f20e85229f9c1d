import { preflightProblems, problemError, task } from '@rapido/core';
import type { Reporter } from '../render/reporter.js';
import type { CutRequest } from './cut.js';

/** Runs a cut's own checks. Throws one RapidoError of all that they find, or of their being a bug or not ending. */
export async function preflight(request: CutRequest, host: Reporter, limit?: number): Promise<void> {
  if (!request.hasPreflight) return;
  const definition = await request.load();
  if (definition.preflight === undefined) return;
  await task(host, 'preflight', `Check what ${definition.name} needs`, async () => {
    const options = { signal: host.signal, ...(limit === undefined ? {} : { limit }) };
    const problems = await preflightProblems(request, definition, options);
    if (problems.length > 0) throw problemError(definition.name, problems);
  });
}
