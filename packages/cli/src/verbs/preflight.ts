import { type CutRun, cutContext, problemError, RapidoError, task } from '@rapido/core';
import type { Problem } from '@rapido/kit';
import type { Reporter } from '../render/reporter.js';

/** How long a cut may ask servers before every boot. */
const LIMIT = 30_000;

/** Runs a cut's own checks. A RapidoError of all that they find, or of their being a bug or not ending. */
export async function preflight(request: CutRun, host: Reporter): Promise<void> {
  const { definition } = request;
  if (definition.preflight === undefined) return;
  const problems = await task(host, 'preflight', `Check what ${definition.name} needs`, () =>
    ask(request, host.signal),
  );
  if (problems.length > 0) throw problemError(definition.name, problems);
}

async function ask(request: CutRun, interrupted: AbortSignal): Promise<readonly Problem[]> {
  const { definition, plugin } = request;
  const limit = AbortSignal.timeout(LIMIT);
  const signal = AbortSignal.any([interrupted, limit]);
  const fault = (what: string, cause?: unknown) =>
    new RapidoError('PLUGIN', `The preflight of the cut ${definition.name} ${what}.`, {
      hint: `This is a bug of the plugin ${plugin.name}: report it there.`,
      cause,
    });
  try {
    const aborted = new Promise<never>((_, reject) => {
      signal.addEventListener('abort', () => reject(signal.reason), { once: true });
    });
    const found = await Promise.race([definition.preflight?.(cutContext(request, signal)), aborted]);
    return Array.isArray(found) ? found : [];
  } catch (error) {
    interrupted.throwIfAborted();
    if (limit.aborted) throw fault(`did not end within ${LIMIT / 1000} seconds`);
    if (RapidoError.is(error)) throw error;
    throw fault(`failed: ${error instanceof Error ? error.message : String(error)}`, error);
  }
}
