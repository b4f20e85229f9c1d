import { readdir } from 'node:fs/promises';
import type { Interfaces } from '@oclif/core';
import type { Settings } from '@rapido/kit';
import { findCut, knownCuts } from '../plugins/cuts.js';
import type { Candidate, Completions } from './types.js';

/** The cuts of all plugins by name and alias, and the files of cuts: in other directories than this, as the shell finds them. */
export async function cutCompletions(config: Interfaces.Config, current: string): Promise<Completions> {
  if (/^[.~]|\//.test(current)) return { candidates: [], mode: 'files' };
  const candidates = [...cutNames(config), ...(await loneCuts(current))];
  return { candidates, mode: onceTyped('dirs', current) };
}

/** Files beside names are too many to show before there is something to tell them by. */
export function onceTyped(mode: 'files' | 'dirs', current: string): 'words' | 'files' | 'dirs' {
  return current === '' ? 'words' : mode;
}

/** Each name and alias with the cut that it means. */
export function cutNames(config: Interfaces.Config): Candidate[] {
  return knownCuts(config).flatMap(({ data: { name, summary, aliases = [] }, plugin }) => {
    const own = aliases.filter((alias) => {
      const used = findCut(config, alias);
      return used?.data.name === name && used.plugin.name === plugin.name;
    });
    return [
      { value: name, description: summary },
      ...own.map((alias) => ({ value: alias, description: `${name}: ${summary}` })),
    ];
  });
}

/** Files here that are cuts by their names, once there is something to tell them by. */
async function loneCuts(current: string): Promise<Candidate[]> {
  if (current === '') return [];
  const names = await readdir('.').catch(() => []);
  const found = names.filter((name) => name.startsWith(current) && /\.(fest|m?js)$/.test(name));
  return found.map((value) => ({ value, description: 'file of a cut' }));
}

/** The settings of the cut of that name, or of all cuts. */
export function settingsOf(config: Interfaces.Config, name: string | undefined): Settings {
  const one = name === undefined ? undefined : findCut(config, name);
  const cuts = one ? [one] : knownCuts(config);
  return Object.assign({}, ...cuts.map(({ data }) => data.settings ?? {}));
}
