import { cutContext, isProblem, problemError, RapidoError, task } from '@rapido/core';
import type { CutDefinition, Problem } from '@rapido/kit';
import type { Reporter } from '../render/reporter.js';
import type { CutRequest } from './cut.js';

/** How long a cut may ask servers before every boot. */
const LIMIT_SECONDS = 30;

/** Runs a cut's own checks. Throws one RapidoError of all that they find, or of their being a bug or not ending. */
export async function preflight(request: CutRequest, host: Reporter, limit = LIMIT_SECONDS): Promise<void> {
  if (!request.hasPreflight) return;
  const definition = await request.load();
  if (definition.preflight === undefined) return;
  await task(host, 'preflight', `Check what ${definition.name} needs`, async () => {
    const problems = await ask(request, definition, host.signal, limit);
    if (problems.length > 0) throw problemError(definition.name, problems);
  });
}

async function ask(
  request: CutRequest,
  definition: CutDefinition,
  interrupted: AbortSignal,
  seconds: number,
): Promise<readonly Problem[]> {
  const limit = new AbortController();
  const timer = setTimeout(() => limit.abort(fault(request, `did not end within ${seconds} seconds`)), 1000 * seconds);
  const signal = AbortSignal.any([interrupted, limit.signal]);
  try {
    const aborted = new Promise<never>((_, reject) => {
      signal.addEventListener('abort', () => reject(signal.reason), { once: true });
    });
    const found = await Promise.race([definition.preflight?.(cutContext(request, signal)), aborted]);
    if (Array.isArray(found) && found.every(isProblem)) return found;
    throw fault(request, 'returned something else than a list of problems');
  } catch (error) {
    signal.throwIfAborted();
    if (isProblem(error)) return [error];
    throw RapidoError.is(error)
      ? error
      : fault(request, `failed: ${error instanceof Error ? error.message : String(error)}`, error);
  } finally {
    clearTimeout(timer);
  }
}

function fault({ cut, plugin }: CutRequest, what: string, cause?: unknown): RapidoError {
  const owner = plugin.name === '-' ? "the cut's file" : `the plugin ${plugin.name}: report it there`;
  return new RapidoError('PLUGIN', `The preflight of the cut ${cut.name} ${what}.`, {
    hint: `This is a bug of ${owner}.`,
    cause,
  });
}
