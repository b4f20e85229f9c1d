import {
  checkKernel,
  entriesOfEveryImage,
  type Manifested,
  missingError,
  preflightProblems,
  RapidoError,
  type ResolvedManifest,
  resolveManifest,
  resolveModules,
  SourceLog,
  splatPatterns,
} from '@rapido/core';
import type { Problem } from '@rapido/kit';
import { type Asked, type AskOptions, ask, settle } from './ask.js';
import type { Cut } from './open.js';
import { sandbox } from './sandbox.js';

/** What a cut's `preflight` is told besides. */
export interface PreflightOfOptions extends AskOptions {
  /** As with `--create-image`; false unless said. */
  readonly createImage?: boolean | undefined;
  /** As with `--jobs`; 1 unless said. */
  readonly jobs?: number | undefined;
  /** Gets the cut's notes for the user. */
  readonly onNote?: ((text: string) => void) | undefined;
}

/**
 * Everything for which `rapido run` would refuse this cut before it boots: settings (`usage`), what the machine lacks
 * (`host`), modules and configuration that the kernel lacks (`untestable`), and what the cut's own `preflight` says. Empty
 * where nothing is in its way. Rejects where the cut's code fails.
 */
export async function preflightOf(cut: Cut, options: PreflightOfOptions = {}): Promise<readonly Problem[]> {
  const found: Problem[] = [];
  const asked = await collect(found, () => settle(cut, options));
  if (asked === undefined) return found;
  splatPatterns(cut.definition.allowSplats ?? [], `The cut ${cut.name}`);
  const manifest = await collect(found, () => ask(cut, asked));
  if (manifest !== undefined) {
    found.push(...manifest.problems);
    const resolved = await collect(found, () => resolve(asked, manifest));
    if (resolved !== undefined && resolved.missing.length > 0) found.push(problemOf(missingError(resolved.missing)));
    if (resolved !== undefined && options.kernel !== undefined) await collect(found, () => check(asked, resolved));
  }
  const { createImage = false, jobs = 1, onNote = () => {} } = options;
  const told = { signal: new AbortController().signal, createImage, jobs, onNote };
  found.push(...((await collect(found, () => preflightProblems(asked, cut.definition, told))) ?? []));
  return found;
}

/** What `work` comes to, or undefined where it fails for something that is not the cut's fault. */
async function collect<T>(found: Problem[], work: () => Promise<T>): Promise<T | undefined> {
  try {
    return await work();
  } catch (error) {
    if (!RapidoError.is(error) || error.code === 'ERR_RAPIDO_PLUGIN') throw error;
    found.push(problemOf(error));
    return undefined;
  }
}

function problemOf({ outcome, message, hint }: RapidoError): Problem {
  const kind = outcome === 'usage' || outcome === 'untestable' ? outcome : 'host';
  return { kind, message, ...(hint === undefined ? {} : { fix: hint }) };
}

function resolve(asked: Asked, { entries, vm }: Manifested): Promise<ResolvedManifest> {
  const log = new SourceLog();
  return resolveManifest(entries, { ...asked, builtinEntries: entriesOfEveryImage(asked, vm, log), log });
}

async function check({ kernel, environment, cut }: Asked, { modules }: ResolvedManifest): Promise<void> {
  const found = await resolveModules(kernel, modules, { environment, workDir: sandbox().directory('modules') });
  checkKernel(kernel, { modules: found, config: cut.kernel?.config ?? [] });
}
