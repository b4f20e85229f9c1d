import type { Settings, SettingValue, Values } from '@rapido/kit';
import type { Config, ConfigEntry } from './types.js';

/** The checked value of a setting; undefined when unset. */
export function settingValue(config: Config, name: string): SettingValue | undefined {
  return entryOf(config, name)?.value;
}

/** Its text, whatever its type: a path absolute, references expanded. Undefined when unset. */
export function textOf(config: Config, name: string): string | undefined {
  return entryOf(config, name)?.text;
}

/** The words of a `words`; none when unset. */
export function wordsOf(config: Config, name: string): readonly string[] {
  const value = settingValue(config, name) ?? [];
  if (typeof value === 'object') return value;
  throw new TypeError(`The setting ${name} is not a list of words.`);
}

/** The checked values of `settings`, as a cut's functions get them. */
export function valuesOf<S extends Settings>(config: Config, settings: S): Values<S> {
  return Object.fromEntries(Object.keys(settings).map((name) => [name, settingValue(config, name)])) as Values<S>;
}

/** The text to show for a setting: stars of no telling length instead of a secret. Undefined when unset. */
export function maskedText(entry: ConfigEntry): string | undefined {
  return entry.text !== undefined && entry.setting.secret ? '********' : entry.text;
}

function entryOf(config: Config, name: string): ConfigEntry | undefined {
  return Object.hasOwn(config.entries, name) ? config.entries[name] : undefined;
}
