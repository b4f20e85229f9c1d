import {
  type ImageEntry,
  type ManifestEntry,
  type MissingThing,
  type RunFile,
  resolveManifest,
  valuesOf,
} from '@rapido/core';
import type { Problem, Settings, Values, VmNeeds } from '@rapido/kit';
import { type AskOptions, ask, settle } from './ask.js';
import type { Cut } from './open.js';

/** What a cut makes of its settings and a kernel, as data. */
export interface CutManifest {
  /** The checked values of its settings, defaults included. */
  readonly settings: Values<Settings>;
  /** What it asks for, in its order. */
  readonly entries: readonly ManifestEntry[];
  /** What the image gets of that, and where; without the libraries that programs bring. Sorted by `dest`. */
  readonly files: readonly ImageEntry[];
  /** What is sent to each VM instead: whatever is secret, or differs from run to run. */
  readonly runFiles: readonly RunFile[];
  /** Names of the modules that are loaded before its autorun, and of those that are only there. */
  readonly modules: { readonly load: readonly string[]; readonly include: readonly string[] };
  /** Its autorun scripts on the host, in order. */
  readonly autorun: readonly string[];
  readonly vm: VmNeeds;
  /** What it complains about itself. */
  readonly problems: readonly Problem[];
  /** What this machine does not have. */
  readonly missing: readonly MissingThing[];
}

/**
 * Runs a cut's `manifest` and finds what it asks for, without making an image. Rejects with what rapido would say where
 * settings are wrong or missing, entries cannot be together, or the cut's code fails.
 */
export async function manifestOf(cut: Cut, options: AskOptions = {}): Promise<CutManifest> {
  const asked = await settle(cut, options);
  const { entries, vm, problems } = await ask(cut, asked);
  const resolved = await resolveManifest(entries, asked);
  const modules = (load: boolean) => resolved.modules.flatMap((one) => (one.load === load ? [one.name] : []));
  return {
    settings: valuesOf(asked.config, cut.definition.settings ?? {}),
    entries,
    files: resolved.entries,
    runFiles: resolved.runFiles,
    modules: { load: modules(true), include: modules(false) },
    autorun: entries.flatMap((entry) => (entry.kind === 'autorun' ? [entry.source] : [])),
    vm,
    problems,
    missing: resolved.missing,
  };
}
