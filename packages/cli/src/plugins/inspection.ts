import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Interfaces } from '@oclif/core';
import { incompatibility } from './compatibility.js';
import type { InstalledPlugin } from './installed.js';
import { listPlugin } from './listing.js';
import { lockedPackage } from './npm.js';
import { cutsOf, readPackage } from './package.js';
import { type Rival, rivals } from './rivals.js';
import { describeSpec } from './spec.js';
import { listOf } from './store.js';
import { projectOf } from './update.js';

/** All that is known of a plugin without running its code. */
export interface Inspection {
  readonly name: string;
  readonly version?: string;
  readonly description?: string;
  readonly from: InstalledPlugin['from'] | 'bundled';
  /** What was asked for when it was installed. */
  readonly spec?: string;
  /** The address that it came from. */
  readonly resolved?: string;
  /** Its directory. */
  readonly root: string;
  /** What it says about the Rapido that it is made for. */
  readonly api?: unknown;
  readonly cli?: unknown;
  /** Why it cannot be used. */
  readonly problem?: string;
  readonly cuts: readonly { readonly name: string; readonly summary: string; readonly deprecated?: string }[];
  readonly rivals: readonly Rival[];
  /** Names of packages, with their versions, or with ranges where it is linked or bundled. */
  readonly dependencies: Readonly<Record<string, string>>;
}

/** Looks at a plugin of the user's. */
export async function inspectPlugin(config: Interfaces.Config, plugin: InstalledPlugin): Promise<Inspection> {
  const { name, root, from, spec } = plugin;
  const { version, description, problem } = await listPlugin(config, plugin);
  const locked = from === 'link' ? undefined : await lockedPackage(projectOf(plugin), name);
  return {
    ...{ name, from, root },
    ...(version === undefined ? {} : { version }),
    ...(description === undefined ? {} : { description }),
    ...(spec === undefined ? {} : { spec: describeSpec(spec) }),
    ...(locked?.resolved?.includes('://') ? { resolved: describeSpec(locked.resolved) } : {}),
    ...(problem === undefined ? {} : { problem }),
    ...(await contentsOf(config, name, root)),
    ...(from === 'link' ? {} : { dependencies: await fetchedWith(projectOf(plugin), name) }),
  };
}

/** The same of one that comes with Rapido. */
export async function inspectBundled(config: Interfaces.Config, plugin: Interfaces.Plugin): Promise<Inspection> {
  const { name, version, root, pjson } = plugin;
  const { description } = pjson as { description?: string };
  const about = description === undefined ? {} : { description };
  return { ...{ name, version, ...about }, from: 'bundled', root, ...(await contentsOf(config, name, root)) };
}

/** What a damaged package does not say is left out: that it is damaged is told already. */
async function contentsOf(
  config: Interfaces.Config,
  name: string,
  root: string,
): Promise<Pick<Inspection, 'api' | 'cli' | 'cuts' | 'rivals' | 'dependencies'>> {
  const pjson = await readPackage(root).catch(() => undefined);
  if (pjson === undefined) return { cuts: [], rivals: [], dependencies: {} };
  const { api, cli } = (pjson.rapido ?? {}) as { api?: unknown; cli?: unknown };
  const fits = (await incompatibility(pjson, config.version)) === undefined;
  const cuts = fits ? await cutsOf(root, pjson).catch(() => []) : [];
  return {
    ...(api === undefined ? {} : { api }),
    ...(cli === undefined ? {} : { cli }),
    cuts: cuts.map(({ name, summary, deprecated }) => ({
      ...{ name, summary: String(summary) },
      ...(deprecated === undefined ? {} : { deprecated: String(deprecated) }),
    })),
    rivals: rivals(config, name, cuts, await listOf(config.dataDir)),
    dependencies: (pjson.dependencies ?? {}) as Record<string, string>,
  };
}

/** The packages that were fetched besides the plugin. */
async function fetchedWith(project: string, name: string): Promise<Record<string, string>> {
  const lock = await readFile(join(project, 'node_modules/.package-lock.json'), 'utf8').catch(() => '{}');
  const packages = Object.entries<{ version?: string }>(JSON.parse(lock).packages ?? {});
  return Object.fromEntries(
    packages.flatMap(([path, { version = '?' }]) => {
      const dependency = path.replace(/^node_modules\//, '').replaceAll('/node_modules/', ' > ');
      return dependency === name ? [] : [[dependency, version]];
    }),
  );
}
