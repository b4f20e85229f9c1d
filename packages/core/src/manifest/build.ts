import type { Context, CutDefinition, Problem } from '@rapido/kit';
import { RapidoError } from '../errors.js';
import type { SourceLog } from '../source-log.js';
import { type BuilderOptions, createBuilder, type Gathered, type Items, sourceBase } from './builder.js';
import type { Expand } from './fest-words.js';
import { scriptPath } from './paths.js';
import { isProblem } from './problems.js';
import { followIncludes } from './read-fest.js';
import type { Manifested, ManifestItem } from './types.js';

/** A manifest reads a few files; one that reads a network or waits is a bug. */
const PATIENCE_MS = 20_000;

export interface BuildOptions {
  readonly definition: CutDefinition;
  /** The package that brings it (`-` for a lone file); relative sources start from `root`. */
  readonly plugin: { readonly name: string; readonly root: string };
  readonly context: Context;
  /** Values of `${NAME}` in `.fest` files. */
  readonly expand: Expand;
  /** Gets to know all files that are read. */
  readonly log?: SourceLog;
}

/**
 * Runs a cut's `manifest`. Problems that it reports or throws are returned, all of them, with what was gathered until
 * then. Anything else that it throws is a RapidoError PLUGIN, and so is all of its entries that leads out of the package.
 */
export async function buildManifest(options: BuildOptions): Promise<Manifested & { problems: Problem[] }> {
  const { signal } = options.context;
  const gathered: Gathered = { items: [], problems: [], pending: [], escapes: [] };
  try {
    await gather(options, gathered);
  } catch (error) {
    signal.throwIfAborted();
    if (isProblem(error)) gathered.problems.push(error);
    else throw RapidoError.is(error) ? error : pluginError(error, options);
  }
  signal.throwIfAborted();
  return { ...(await withinPackage(options, gathered)), problems: gathered.problems };
}

/** All entries, of included files too. */
async function withinPackage(options: BuildOptions, { items, escapes }: Gathered): Promise<Manifested> {
  const onEscape = (fault: string) => void escapes.push(fault);
  const manifested = followIncludes(flatten(items), { ...options, onEscape });
  await manifested.catch(() => {}); // a file that cannot be read may be one of those
  if (escapes.length > 0) throw escapeError(escapes, options);
  return manifested;
}

async function gather({ definition, plugin, context }: BuildOptions, gathered: Gathered): Promise<void> {
  const { name: from, kernel = {}, vm = {}, settings = {}, suite } = definition;
  const bound = plugin.name !== '-';
  const options: BuilderOptions = { from, root: plugin.root, bound, context, settings: Object.keys(settings) };
  for (const script of [suite?.run, suite?.list]) {
    if (script !== undefined) scriptPath(sourceBase(options, gathered, 'suite'), script);
  }
  const m = createBuilder(options, gathered);
  m.vm(vm);
  m.kmod(...(kernel.load ?? []));
  gathered.items.push(...(kernel.include ?? []).map((name) => ({ from, kind: 'kmod' as const, name, load: false })));
  const work = async () => {
    await definition.manifest(m, context);
    while (gathered.pending.length > 0) await Promise.all(gathered.pending.splice(0));
  };
  await untilOver(work(), context.signal);
}

/** Waits no longer than it may take, nor after an interruption: what waits for something that never comes would be silent. */
async function untilOver<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  let onAbort = () => {};
  const over = new Promise<never>((_, reject) => {
    const late = `it has not come to an end within ${PATIENCE_MS / 1000} seconds`;
    timer = setTimeout(() => reject(new Error(late)), PATIENCE_MS);
    onAbort = () => reject(signal.reason);
    signal.addEventListener('abort', onAbort);
    if (signal.aborted) onAbort();
  });
  return Promise.race([work, over]).finally(() => {
    clearTimeout(timer);
    signal.removeEventListener('abort', onAbort);
  });
}

function flatten(items: Items): ManifestItem[] {
  return items.flatMap((item) => (Array.isArray(item) ? flatten(item) : [item]));
}

function escapeError(escapes: readonly string[], { definition, plugin }: BuildOptions): RapidoError {
  const lines = [...new Set(escapes)].map((line) => `\n  ${line}`);
  return new RapidoError(
    'PLUGIN',
    `The cut ${definition.name} of ${plugin.name} names files that are not its package's own:${lines.join('')}`,
    {
      hint: `Relative paths stay in the package, scripts too, and a file of the host is named by its absolute path. This is a bug of the plugin ${plugin.name}: report it there.`,
    },
  );
}

function pluginError(error: unknown, { definition, plugin }: BuildOptions): RapidoError {
  const what = error instanceof Error ? error.message : String(error);
  const owner = plugin.name === '-' ? `the cut's file in ${plugin.root}` : `the plugin ${plugin.name}: report it there`;
  return new RapidoError('PLUGIN', `The manifest of the cut ${definition.name} failed: ${what}`, {
    hint: `This is a bug of ${owner}.`,
    cause: error,
  });
}
