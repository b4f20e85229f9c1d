import type { CutDefinition, Problem } from '@rapido/kit';
import { RapidoError } from '../errors.js';
import { isProblem } from '../manifest/problems.js';
import { type CutRun, cutContext } from './cut-run.js';

/** How long a cut may ask servers before every boot. */
const LIMIT_SECONDS = 30;

/** What a cut's `preflight` is told, and whose bug it is where it fails. */
export type PreflightRun = Pick<CutRun, 'config' | 'kernel' | 'cut' | 'plugin'>;

/**
 * Runs a cut's own checks, if it has any. Resolves with all that they find; a RapidoError PLUGIN of their being a bug or
 * not ending.
 */
export async function preflightProblems(
  run: PreflightRun,
  definition: CutDefinition,
  { signal: interrupted, limit: seconds = LIMIT_SECONDS }: { readonly signal: AbortSignal; readonly limit?: number },
): Promise<readonly Problem[]> {
  if (definition.preflight === undefined) return [];
  const limit = new AbortController();
  const timer = setTimeout(() => limit.abort(fault(run, `did not end within ${seconds} seconds`)), 1000 * seconds);
  const signal = AbortSignal.any([interrupted, limit.signal]);
  try {
    const aborted = new Promise<never>((_, reject) => {
      signal.addEventListener('abort', () => reject(signal.reason), { once: true });
    });
    const found = await Promise.race([
      definition.preflight({ ...cutContext(run, signal), createImage: false, note: () => {} }),
      aborted,
    ]);
    if (Array.isArray(found) && found.every(isProblem)) return found;
    throw fault(run, 'returned something else than a list of problems');
  } catch (error) {
    signal.throwIfAborted();
    if (isProblem(error)) return [error];
    throw RapidoError.is(error)
      ? error
      : fault(run, `failed: ${error instanceof Error ? error.message : String(error)}`, error);
  } finally {
    clearTimeout(timer);
  }
}

function fault({ cut, plugin }: PreflightRun, what: string, cause?: unknown): RapidoError {
  const owner = plugin.name === '-' ? "the cut's file" : `the plugin ${plugin.name}: report it there`;
  return new RapidoError('PLUGIN', `The preflight of the cut ${cut.name} ${what}.`, {
    hint: `This is a bug of ${owner}.`,
    cause,
  });
}
