import { existsSync } from 'node:fs';
import { dirname, isAbsolute, sep } from 'node:path';
import type { Interfaces } from '@oclif/core';
import { startReaper } from '@rapido/core';
import { RapidoError } from '@rapido/core/errors';
import { describeError, type Failure } from '../errors/describe.js';
import { surroundings } from '../process/surroundings.js';
import { withReporter } from '../verbs/session.js';
import { type Installation, putInPlace } from './install.js';
import type { InstalledPlugin } from './installed.js';
import { type LockedPackage, lockedPackage, neededPackages } from './npm.js';
import { describeSpec, parseSpec } from './spec.js';
import { choosePlugin, type StagingContext, stagePlugin } from './staging.js';
import { removeEmpty } from './store.js';

/** What became of a plugin that was to be updated. */
export interface Update {
  readonly name: string;
  readonly state: 'updated' | 'current' | 'linked' | 'gone' | 'failed';
  /** The version that is installed now, where known. */
  readonly version?: string;
  /** `current`: what its authors say to whoever still uses it. */
  readonly deprecated?: string;
  /** `updated`: with what. */
  readonly installation?: Installation;
  /** `updated`: packages that it needs, and has in another version than before, as `@acme/lib 1.2.0`. */
  readonly needs?: readonly string[];
  /** `failed`: why; what was installed is installed still. */
  readonly error?: Failure;
}

/** Updates plugins, each by what was asked for when it was installed; one that fails costs the others nothing. */
export async function updatePlugins(
  config: Interfaces.Config,
  plugins: readonly InstalledPlugin[],
  { silent }: { readonly silent: boolean },
): Promise<Update[]> {
  const environment = surroundings();
  const reaper = startReaper();
  try {
    return await withReporter({ silent }, async (host) => {
      const context = { environment, reaper, signal: host.signal, host };
      const updates: Update[] = [];
      for (const plugin of plugins) updates.push(await updateOrTell(config, plugin, context));
      return updates;
    });
  } finally {
    await reaper.close();
    await removeEmpty(config.dataDir);
  }
}

async function updateOrTell(
  config: Interfaces.Config,
  plugin: InstalledPlugin,
  context: StagingContext,
): Promise<Update> {
  const { name } = plugin;
  try {
    return await updatePlugin(config, plugin, context);
  } catch (error) {
    context.signal.throwIfAborted();
    if (!RapidoError.is(error)) throw error;
    return { name, state: 'failed', error: describeError(error, {}) };
  }
}

async function updatePlugin(
  config: Interfaces.Config,
  plugin: InstalledPlugin,
  context: StagingContext,
): Promise<Update> {
  const { name, from, spec = name } = plugin;
  if (from === 'link') return { name, state: 'linked' };
  const before = await lockedPackage(projectOf(plugin), name);
  const known = before === undefined ? {} : { version: before.version };
  if (from === 'archive' && isAbsolute(spec) && !existsSync(spec)) return { name, state: 'gone', ...known };
  const places = { dataDir: config.dataDir, fallBack: false };
  const chosen = await choosePlugin(await parseSpec(spec, '/'), places, context);
  if (chosen.locked.name !== name) {
    const it = describeSpec(spec);
    throw new RapidoError('PLUGIN', `${it} is ${chosen.locked.name} now, and no longer ${name}.`, {
      hint: `If that is right: rapido plugins uninstall ${name}, then install ${it}`,
    });
  }
  const needs = await otherNeeds(plugin, chosen.stage);
  if (before && isSame(before, chosen.locked) && needs.length === 0 && existsSync(plugin.root)) {
    const { deprecated } = chosen.locked;
    return { name, state: 'current', ...known, ...(deprecated === undefined ? {} : { deprecated }) };
  }
  const [installation] = await putInPlace(config, [await stagePlugin(config, chosen, context)], { update: true });
  return {
    ...{ name, state: 'updated', version: chosen.locked.version },
    ...(installation ? { installation } : {}),
    ...(needs.length === 0 ? {} : { needs }),
  };
}

/** What a plugin would be installed with now, where that is another version than it was: of a library that has been mended, say. */
async function otherNeeds(plugin: InstalledPlugin, stage: string): Promise<string[]> {
  const before = await neededPackages(projectOf(plugin), plugin.name);
  const now = await neededPackages(stage, plugin.name);
  return [...now].flatMap(([path, version]) => (before.get(path) === version ? [] : [`${path} ${version}`]));
}

/** The npm project that a plugin's copy is in. */
export function projectOf({ root }: InstalledPlugin): string {
  const end = root.lastIndexOf(`${sep}node_modules${sep}`);
  return end < 0 ? dirname(root) : root.slice(0, end);
}

function isSame(a: LockedPackage, b: LockedPackage): boolean {
  return a.version === b.version && a.resolved === b.resolved && a.integrity === b.integrity;
}
