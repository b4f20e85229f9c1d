import { CORE_SETTINGS, nearestName } from '@rapido/core';
import type { Cut } from './open.js';

/**
 * Values as one writes them in `rapido.conf`: `512M`, `yes`, `${HOME}/x`. Relative paths start from the cut's package. None
 * of the machine's own settings count.
 */
export type GivenSettings = Readonly<Record<string, string | number | boolean>>;

/** The variables that give settings to rapido; unlike a command line, nobody else can read them. */
export function settingVariables(cut: Cut, given: GivenSettings = {}): Record<string, string> {
  const known = [...Object.keys(cut.definition.settings ?? {}), ...Object.keys(CORE_SETTINGS)];
  for (const name of Object.keys(given)) if (!known.includes(name)) throw unknownSetting(cut, name, known);
  return Object.fromEntries(Object.entries(given).map(([name, value]) => [`RAPIDO_${name}`, String(value)]));
}

function unknownSetting(cut: Cut, name: string, known: readonly string[]): Error {
  const best = nearestName(name, known);
  return new Error(`The cut ${cut.name} has no setting ${name}${best === undefined ? '' : `; did you mean ${best}?`}`);
}
