import { copyFile, rm, writeFile } from 'node:fs/promises';
import { isAbsolute, join } from 'node:path';
import type { Interfaces } from '@oclif/core';
import { type Host, onHost, task } from '@rapido/core';
import { RapidoError } from '@rapido/core/errors';
import type { CutData } from '@rapido/kit';
import { isCutData } from './cuts.js';
import type { InstalledPlugin } from './installed.js';
import { writeManifest } from './manifest.js';
import {
  ARCHIVE,
  EMPTY_PROJECT,
  fetchLocked,
  type LockedPackage,
  lockPackage,
  type NpmContext,
  type NpmRun,
} from './npm.js';
import { isUnreachable } from './npm-errors.js';
import { type PackageJson, readPackage, refuseMachinery, requireEntry, requirePlugin } from './package.js';
import { hasManifest, readPlugin } from './read-plugin.js';
import { describeSpec, type PluginSpec } from './spec.js';
import { makeStage } from './store.js';

/** A plugin whose version is chosen; nothing of it has been fetched but its description. */
export interface ChosenPlugin {
  readonly spec: PluginSpec;
  readonly locked: LockedPackage;
  readonly stage: string;
  /** The registry could not be reached: what is chosen was fetched earlier. */
  readonly offline: boolean;
}

/** A plugin that lies whole in its stage, and can be used. */
export interface StagedPlugin extends ChosenPlugin {
  readonly pjson: PackageJson;
  readonly cuts: readonly CutData[];
}

export type StagingContext = NpmContext & { readonly host: Host };

/** Makes a stage below `dataDir`, which goes with this process, and chooses the version; `fallBack` allows for one that was fetched earlier. */
export async function choosePlugin(
  spec: PluginSpec,
  { dataDir, fallBack }: { readonly dataDir: string; readonly fallBack: boolean },
  context: StagingContext,
): Promise<ChosenPlugin> {
  const wanted = describeSpec(spec.spec);
  const stage = await makeStage(dataDir);
  context.reaper.removes(stage);
  return task(
    context.host,
    `choose ${wanted}`,
    `Looking up ${wanted}`,
    async (onLine) => {
      await writeFile(join(stage, 'package.json'), EMPTY_PROJECT);
      const run = { directory: stage, wanted, onLine };
      const { locked, offline } = await lockOrFallBack(await npmSpec(spec, stage), run, context, fallBack);
      refuseMachinery(locked.name);
      return { spec, locked, stage, offline };
    },
    ({ locked }) => (spec.from === 'registry' ? locked.version : `${locked.name} ${locked.version}`),
  );
}

/**
 * Fetches what was chosen, and looks whether it can be used: throws a RapidoError where it is no plugin, or not for this Rapido,
 * before any of its code is loaded.
 */
export async function stagePlugin(
  config: Interfaces.Config,
  chosen: ChosenPlugin,
  context: StagingContext,
): Promise<StagedPlugin> {
  const { locked, stage, spec, offline } = chosen;
  const { name, version } = locked;
  return task(context.host, `fetch ${name}`, `Fetching ${name} ${version}`, async (onLine) => {
    await fetchLocked(locked, { directory: stage, wanted: describeSpec(spec.spec), offline, onLine }, context);
    await rm(join(stage, ARCHIVE), { force: true });
    const entry = { name, root: join(stage, 'node_modules', name), from: spec.from };
    return { ...chosen, ...(await examine(config, entry, version, context.host)) };
  });
}

/** Where a plugin comes from, for people. */
export function originOf({ spec, locked }: ChosenPlugin): string {
  const { resolved } = locked;
  if (spec.from === 'git') return describeSpec(resolved ?? spec.spec);
  if (spec.from === 'archive') return describeSpec(spec.spec);
  return resolved !== undefined && URL.canParse(resolved) ? new URL(resolved).origin : 'the registry';
}

async function npmSpec({ from, spec }: PluginSpec, stage: string): Promise<string> {
  if (from !== 'archive' || !isAbsolute(spec)) return spec;
  await onHost(`Copying ${spec}`, () => copyFile(spec, join(stage, ARCHIVE)));
  return `file:${ARCHIVE}`;
}

async function lockOrFallBack(
  spec: string,
  run: NpmRun,
  context: StagingContext,
  fallBack: boolean,
): Promise<Pick<ChosenPlugin, 'locked' | 'offline'>> {
  try {
    return { locked: await lockPackage(spec, run, context), offline: false };
  } catch (error) {
    if (!fallBack || !isUnreachable(error)) throw error;
    const locked = await lockPackage(spec, { ...run, offline: true }, context).catch(() => {
      context.signal.throwIfAborted();
      throw error;
    });
    const text = `${(error as Error).message} What npm has fetched earlier is used: ${locked.name} ${locked.version}.`;
    context.host.emit({ type: 'note', level: 'warn', text });
    return { locked, offline: true };
  }
}

async function examine(
  config: Interfaces.Config,
  entry: InstalledPlugin,
  chosen: string,
  host: Host,
): Promise<Pick<StagedPlugin, 'pjson' | 'cuts'>> {
  const { name, root } = entry;
  const pjson = await readPackage(root, name);
  await requireVersion(pjson, chosen);
  await requirePlugin(pjson, config.version);
  await requireEntry(
    root,
    pjson,
    'No script of a package is run when it is installed. Its authors publish it built; or, to build it yourself, clone it, and: rapido plugins link DIRECTORY',
  );
  await warnAboutNode(pjson, host);
  if (!(await describedBy(pjson, () => hasManifest(entry)))) await writeManifest(root);
  const { version } = config;
  const { commands } = await describedBy(pjson, () => readPlugin(entry, { version, runCode: undefined }));
  return { pjson, cuts: commands.flatMap((command) => (isCutData(command['cut']) ? [command['cut']] : [])) };
}

/** What a registry, or a question, has called it is what it has to be. */
async function requireVersion({ name, version }: PackageJson, chosen: string): Promise<void> {
  const { clean } = await import('semver');
  const [is, expected] = [version, chosen].map((one) => clean(one, { loose: true }) ?? one);
  if (is === expected) return;
  throw new RapidoError('PLUGIN', `What came as ${name} ${chosen} calls itself ${version}: it is not installed.`, {
    hint: 'Report it to its authors.',
  });
}

/** What its package says of a plugin, read by `work`; a RapidoError where it says nothing that makes sense. */
async function describedBy<T>({ name, version }: PackageJson, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw new RapidoError('PLUGIN', `${name} ${version} cannot be used: ${(error as Error).message}.`, {
      hint: 'Report it to its authors.',
    });
  }
}

/** As npm does: it may work all the same. */
async function warnAboutNode({ name, version, engines }: PackageJson, host: Host): Promise<void> {
  const { node } = (engines ?? {}) as { node?: unknown };
  const { satisfies, validRange } = await import('semver');
  if (typeof node !== 'string' || validRange(node) === null || satisfies(process.version, node)) return;
  const text = `${name} ${version} is made for Node ${node}; this is ${process.version}.`;
  host.emit({ type: 'note', level: 'warn', text });
}
