import type { Interfaces } from '@oclif/core';
import type { CutData, KernelNeeds, VmNeeds } from '@rapido/kit';
import { type CatalogueCut, readCatalogue } from './catalogue.js';
import { incompatibility, type PluginPackage } from './compatibility.js';
import { allCuts, findCut, type KnownCut } from './cuts.js';

/** One cut of `rapido list --json`. */
export interface CutListing {
  readonly name: string;
  readonly aliases: readonly string[];
  readonly summary: string;
  /** Names of the settings that the cut reads. */
  readonly settings: readonly string[];
  /** The package that has it. */
  readonly plugin: string;
  /** False: the package is known, but not installed. */
  readonly installed: boolean;
  /** Of an installed one. */
  readonly version?: string;
  /** `link`: from the directory of its authors. */
  readonly from?: 'bundled' | 'installed' | 'link';
  /** What users should go on to. */
  readonly deprecated?: string;
  /** Why it cannot be used here. */
  readonly problem?: string;
  /** Its name or aliases that stand for another plugin's cut. */
  readonly taken?: readonly { readonly name: string; readonly plugin: string }[];
  /** The other cuts that have to run beside it. */
  readonly needs?: CutData['needs'];
  readonly kernel?: KernelNeeds;
  readonly vm?: VmNeeds;
}

/** All cuts by name: those of plugins, those first that their names stand for; then those that could be installed. */
export async function listCuts(config: Interfaces.Config): Promise<CutListing[]> {
  const problems = await pluginProblems(config);
  const installed = allCuts(config).map((cut) => installedCut(config, cut, problems.get(cut.plugin.name)));
  const plugins = new Set(installed.map(({ plugin }) => plugin));
  const others = (await readCatalogue(config)).filter((cut) => !plugins.has(cut.package));
  return [...installed, ...others.map(cutToInstall)].sort(
    (a, b) => compare(a.name, b.name) || Number(b.installed) - Number(a.installed) || rank(a) - rank(b),
  );
}

function installedCut(config: Interfaces.Config, { data, plugin }: KnownCut, problem: string | undefined): CutListing {
  const { name, summary, aliases = [], settings = {}, deprecated, needs, kernel, vm } = data;
  const taken = [name, ...aliases].flatMap((word) => {
    const used = findCut(config, word);
    const isOwn = used === undefined || (used.plugin.name === plugin.name && used.data.name === name);
    return isOwn ? [] : [{ name: word, plugin: used.plugin.name }];
  });
  const type = config.plugins.get(plugin.name)?.type;
  return {
    ...{ name, aliases, summary, settings: Object.keys(settings), plugin: plugin.name, installed: true },
    ...{ version: plugin.version, from: type === 'core' ? 'bundled' : type === 'link' ? 'link' : 'installed' },
    ...(deprecated === undefined ? {} : { deprecated }),
    ...(problem === undefined ? {} : { problem }),
    ...(taken.length === 0 ? {} : { taken }),
    ...(needs === undefined ? {} : { needs }),
    ...(kernel === undefined ? {} : { kernel }),
    ...(vm === undefined ? {} : { vm }),
  };
}

function cutToInstall({ name, aliases, summary, settings, needs, package: plugin }: CatalogueCut): CutListing {
  return { name, aliases, summary, settings, plugin, installed: false, ...(needs?.length ? { needs } : {}) };
}

/** Why plugins of the user's cannot be used, by their names. */
async function pluginProblems({ plugins, version }: Interfaces.Config): Promise<ReadonlyMap<string, string>> {
  const problems = new Map<string, string>();
  for (const { name, type, pjson } of plugins.values()) {
    const problem = type === 'core' ? undefined : await incompatibility(pjson as PluginPackage, version);
    if (problem) problems.set(name, problem.message);
  }
  return problems;
}

function rank({ name, taken = [] }: CutListing): number {
  return taken.some((word) => word.name === name) ? 1 : 0;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
