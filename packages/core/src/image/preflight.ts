import type { CutDefinition, Problem } from '@rapido/kit';
import { RapidoError } from '../errors.js';
import { isProblem } from '../manifest/problems.js';
import { type CutRun, cutContext } from './cut-run.js';

/** How long a cut may ask servers before every boot. */
const LIMIT_SECONDS = 30;

/** What a cut's `preflight` is told, and whose bug it is where it fails. */
export type PreflightRun = Pick<CutRun, 'config' | 'kernel' | 'cut' | 'plugin'>;

export interface PreflightOptions {
  readonly signal: AbortSignal;
  /** Seconds; 30 unless said. */
  readonly limit?: number;
  /** The cut may make on a server what it needs there. */
  readonly createImage?: boolean;
  /** VMs at a time; 1 unless said. */
  readonly jobs?: number;
  /** Gets what the cut tells the user that is no problem, until this settles. */
  readonly onNote?: (text: string) => void;
}

/**
 * Runs a cut's own checks, if it has any. Resolves with all that they find; a RapidoError PLUGIN of their being a bug or
 * not ending.
 */
export async function preflightProblems(
  run: PreflightRun,
  definition: CutDefinition,
  options: PreflightOptions,
): Promise<readonly Problem[]> {
  if (definition.preflight === undefined) return [];
  const { signal: interrupted, limit: seconds = LIMIT_SECONDS, createImage = false, jobs = 1 } = options;
  const limit = new AbortController();
  const timer = setTimeout(() => limit.abort(fault(run, `did not end within ${seconds} seconds`)), 1000 * seconds);
  const signal = AbortSignal.any([interrupted, limit.signal]);
  let settled = false;
  const note = (text: string) => void (settled || options.onNote?.(String(text)));
  try {
    const aborted = new Promise<never>((_, reject) => {
      signal.addEventListener('abort', () => reject(signal.reason), { once: true });
    });
    const context = { ...cutContext(run, signal), createImage, jobs, note };
    const found = await Promise.race([definition.preflight(context), aborted]);
    if (Array.isArray(found) && found.every(isProblem)) return found;
    throw fault(run, 'returned something else than a list of problems');
  } catch (error) {
    signal.throwIfAborted();
    if (isProblem(error)) return [error];
    throw RapidoError.is(error)
      ? error
      : fault(run, `failed: ${error instanceof Error ? error.message : String(error)}`, error);
  } finally {
    settled = true;
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
