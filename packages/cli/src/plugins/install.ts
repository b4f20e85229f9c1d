import { join } from 'node:path';
import type { Interfaces } from '@oclif/core';
import { startReaper } from '@rapido/core';
import { RapidoError } from '@rapido/core/errors';
import { canAsk, confirm } from '../process/confirm.js';
import { interruption, toTheEnd } from '../process/interruption.js';
import { surroundings } from '../process/surroundings.js';
import { withReporter } from '../verbs/session.js';
import type { InstalledPlugin } from './installed.js';
import { withPlugin } from './link.js';
import { readPackage } from './package.js';
import { type Rival, rivals } from './rivals.js';
import { describeSpec, type PluginSpec, parseSpec } from './spec.js';
import {
  type ChosenPlugin,
  choosePlugin,
  originOf,
  type StagedPlugin,
  type StagingContext,
  stagePlugin,
} from './staging.js';
import { changeInstalled, listOf, removeEmpty, settleStage } from './store.js';
import { withSuggestion } from './suggestion.js';

export interface InstallOptions {
  /** What is not this project's own is installed without a question. */
  readonly yes: boolean;
  /** Show no progress. */
  readonly silent?: boolean;
}

/** A plugin that has been installed just now. */
export interface Installation extends InstalledPlugin {
  readonly version: string;
  /** What the user had by that name until now. */
  readonly before?: { readonly version?: string; readonly from: InstalledPlugin['from']; readonly root: string };
  /** Names of its cuts. */
  readonly cuts: readonly string[];
  readonly rivals: readonly Rival[];
  /** What its authors say to whoever still uses it. */
  readonly deprecated?: string;
}

/** As `installPlugins`, of one. */
export async function installPlugin(
  config: Interfaces.Config,
  word: string,
  options: InstallOptions,
): Promise<Installation> {
  const [installed] = await installPlugins(config, [word], options);
  return installed as Installation;
}

/**
 * Installs what the words of a command line ask for (see `parseSpec`): all of it or, where anything is wrong, nothing. Asks before
 * others' code is fetched. Throws a RapidoError; until it resolves, everything is as before.
 */
export async function installPlugins(
  config: Interfaces.Config,
  words: readonly string[],
  { yes, silent = false }: InstallOptions,
): Promise<Installation[]> {
  const environment = surroundings();
  const specs: PluginSpec[] = [];
  for (const word of words) specs.push(await parseSpec(word, environment.cwd));
  if (!yes) requireSomebody(specs);
  await listOf(config.dataDir); // a damaged one is told before anything is fetched
  const reaper = startReaper();
  const work = <T>(action: (context: StagingContext) => Promise<T>) =>
    withReporter({ silent }, (host) => action({ environment, reaper, signal: host.signal, host }));
  try {
    const places = { dataDir: config.dataDir, fallBack: true };
    const chosen = await work((context) =>
      inTurn(specs, (spec) => withSuggestion(config, spec, () => choosePlugin(spec, places, context))),
    );
    refuseTwice(chosen);
    const others = chosen.filter(({ spec }) => !spec.isOwn);
    if (!yes && others.length > 0) await confirm(question(others), '--yes');
    const staged = await work((context) => inTurn(chosen, (one) => stagePlugin(config, one, context)));
    return await putInPlace(config, staged);
  } finally {
    await reaper.close();
    await removeEmpty(config.dataDir);
  }
}

/** Lists staged plugins, each in the place of any of its name, whose copy is removed; with `update`, only where there is one still. */
export async function putInPlace(
  config: Interfaces.Config,
  staged: readonly StagedPlugin[],
  { update = false }: { readonly update?: boolean } = {},
): Promise<Installation[]> {
  interruption().throwIfAborted();
  const before = new Map<string, Installation['before']>();
  const entries: InstalledPlugin[] = [];
  await toTheEnd(() =>
    changeInstalled(config.dataDir, async (plugins) => {
      let list = plugins;
      for (const { stage, spec, locked } of staged) {
        const { name, version } = locked;
        const old = plugins.find((plugin) => plugin.name === name);
        if (update && old === undefined) throw uninstalledMeanwhile(name);
        if (old) before.set(name, await versionOf(old));
        const copy = await settleStage(stage, config.dataDir, name, version);
        const entry = { name, root: join(copy, 'node_modules', name), from: spec.from, spec: spec.spec };
        list = withPlugin(list, entry);
        entries.push(entry);
      }
      return list;
    }),
  );
  const installed = await listOf(config.dataDir);
  return entries.map((entry, index) => {
    const { locked, cuts } = staged[index] as StagedPlugin;
    const { deprecated, version } = locked;
    const old = before.get(entry.name);
    return {
      ...entry,
      version,
      ...(old === undefined ? {} : { before: old }),
      cuts: cuts.map(({ name }) => name),
      rivals: rivals(config, entry.name, cuts, installed),
      ...(deprecated === undefined ? {} : { deprecated }),
    };
  });
}

/** By its package alone: nobody can change the list meanwhile, so no code of a plugin is waited for. */
async function versionOf({ from, root }: InstalledPlugin): Promise<NonNullable<Installation['before']>> {
  const pjson = await readPackage(root).catch(() => undefined);
  return { ...(pjson === undefined ? {} : { version: pjson.version }), from, root };
}

function uninstalledMeanwhile(name: string): RapidoError {
  return new RapidoError('HOST', `${name} has been uninstalled meanwhile.`, {
    hint: `To have it again: rapido plugins install ${name}`,
  });
}

function requireSomebody(specs: readonly PluginSpec[]): void {
  const other = specs.find(({ isOwn }) => !isOwn);
  if (other === undefined || canAsk()) return;
  throw new RapidoError(
    'USAGE',
    `${describeSpec(other.spec)} is not Rapido's own: its code runs as you, and there is no terminal to ask you on.`,
    { hint: 'If you trust its authors, add --yes.' },
  );
}

function refuseTwice(chosen: readonly ChosenPlugin[]): void {
  const names = chosen.map(({ locked }) => locked.name);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice === undefined) return;
  throw new RapidoError('USAGE', `${twice} is asked for twice.`, { hint: 'Name each plugin once.' });
}

function question(others: readonly ChosenPlugin[]): string {
  const lines = others.map((plugin) => `  ${plugin.locked.name} ${plugin.locked.version}, from ${originOf(plugin)}\n`);
  const [its, it] = others.length === 1 ? ['Its', 'it'] : ['Their', 'them'];
  return `Not Rapido's own:\n${lines.join('')}${its} code will run as you, with all that you may do. Install ${it}?`;
}

async function inTurn<T, R>(items: readonly T[], work: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  for (const item of items) results.push(await work(item));
  return results;
}
