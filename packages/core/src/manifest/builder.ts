import { isAbsolute } from 'node:path';
import type { Context, Fragment, Manifest, Problem, VmNeeds } from '@rapido/kit';
import { Fault } from './fault.js';
import { fileMode, guestPath, hostPath, moduleSource, programSource, type SourceBase, scriptPath } from './paths.js';
import type { ManifestItem } from './types.js';
import { mergeVmNeeds } from './vm-needs.js';

/** What was appended, in order. A fragment's items are a list of their own, at the place where it was used. */
export type Items = (ManifestItem | Items)[];

/** What a builder has gathered. */
export interface Gathered {
  readonly items: Items;
  readonly problems: Problem[];
  /** Fragments that are still at work. */
  readonly pending: Promise<void>[];
  /** Sources that lead out of their package. */
  readonly escapes: string[];
}

export interface BuilderOptions {
  readonly from: string;
  /** Where relative sources start: the package, of a lone cut the directory of its file. */
  readonly root: string;
  /** Whether sources are bound to the package. */
  readonly bound: boolean;
  readonly context: Context;
  /** Names of the settings that the cut declares. */
  readonly settings: readonly string[];
}

/** The builder that a cut's `manifest` gets; what it appends is added to `gathered`. A bad argument throws at once. */
export function createBuilder(options: BuilderOptions, gathered: Gathered): Manifest {
  const { from, root } = options;
  const { items } = gathered;
  const base = (kind: string) => sourceBase(options, gathered, kind);
  const source = (kind: string, path: string) => hostPath(base(kind), text(path));
  const dest = (path: string) => guestPath(text(path));
  const bin = (names: string[], optional: { optional?: true }) =>
    void items.push(
      ...names.map((name) => ({
        from,
        kind: 'bin' as const,
        source: programSource(base('bin'), text(name)),
        ...optional,
      })),
    );
  const kmod = (names: string[], optional: { optional?: true }) =>
    void items.push(
      ...names.map((name) => ({
        from,
        kind: 'kmod' as const,
        name: moduleSource(base('kmod'), text(name)),
        load: true,
        ...optional,
      })),
    );
  return {
    bin: (...names) => bin(names, {}),
    tryBin: (...names) => bin(names, { optional: true }),
    kmod: (...names) => kmod(names, {}),
    tryKmod: (...names) => kmod(names, { optional: true }),
    file(to, path, { mode, optional } = {}) {
      items.push({
        from,
        kind: 'file',
        dest: dest(to),
        source: source('file', path),
        ...modeOf(mode),
        ...flags({ optional }),
      });
    },
    tree(to, path, { exclude, libs, optional } = {}) {
      items.push({
        from,
        kind: 'tree',
        dest: dest(to),
        source: source('tree', path),
        ...(exclude && { exclude: exclude.map(text) }),
        ...(libs !== undefined && { libs }),
        ...flags({ optional }),
      });
    },
    dir: (to, mode) => void items.push({ from, kind: 'dir', dest: dest(to), ...modeOf(mode) }),
    slink: (to, target) => void items.push({ from, kind: 'slink', dest: dest(to), target: text(target) }),
    data(to, content, { mode, secret, perRun } = {}) {
      items.push({
        from,
        kind: 'data',
        dest: dest(to),
        text: text(content),
        ...modeOf(mode),
        ...flags({ secret, perRun }),
      });
    },
    autorun: (...paths) =>
      void items.push(
        ...paths.map((path) => ({
          from,
          kind: 'autorun' as const,
          source: scriptPath(base('autorun'), text(path)),
        })),
      ),
    filter: (to) => void items.push({ from, kind: 'filter', dest: dest(to) }),
    include(path) {
      items.push({ from, kind: 'include', source: source('include', path), ...(options.bound && { within: root }) });
    },
    use: (fragment) => useFragment(fragment as Fragment, options, gathered),
    vm: (needs: VmNeeds) => void items.push({ from, kind: 'vm', needs: mergeVmNeeds(needs) }),
    problem: (problem) => void gathered.problems.push(problem),
  };
}

/** Where the sources of entries of a kind start; what leads out of the package is gathered. */
export function sourceBase({ root, bound, from }: BuilderOptions, { escapes }: Gathered, kind: string): SourceBase {
  const report = (fault: string) => void escapes.push(`${from}: ${kind} ${fault}`);
  return { dir: root, ...(bound && { bounds: { root, report } }) };
}

function useFragment(fragment: Fragment, options: BuilderOptions, outer: Gathered): void | Promise<void> {
  const unknown = Object.keys(fragment.settings ?? {}).filter((name) => !options.settings.includes(name));
  if (unknown.length > 0)
    throw new Fault(`a fragment needs settings that the cut does not declare: ${unknown.join(', ')}`);
  if (!isAbsolute(text(fragment.root))) throw new Fault(`a fragment's root is not absolute: ${fragment.root}`);
  const inner: Gathered = { ...outer, items: [] };
  outer.items.push(inner.items);
  const done = fragment.manifest(createBuilder({ ...options, root: fragment.root }, inner), options.context);
  if (!done) return;
  done.catch(() => {}); // whoever waits for `pending` gets it, also when the cut itself does not wait
  outer.pending.push(done);
  return done;
}

/** Plugins may be plain JavaScript, and a setting may have no value. */
function text(value: unknown): string {
  if (typeof value !== 'string') throw new Fault(`a text was expected, not ${value}`);
  return value;
}

function modeOf(mode: number | undefined): { mode?: number } {
  return mode === undefined ? {} : { mode: fileMode(mode) };
}

function flags<K extends string>(given: { readonly [P in K]: true | undefined }): { [P in K]?: true } {
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value)) as { [P in K]?: true };
}
