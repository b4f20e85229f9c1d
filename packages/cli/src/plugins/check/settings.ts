import { CORE_SETTINGS, checkValue, RESERVED_NAMES } from '@rapido/core';
import type { Setting } from '@rapido/kit';
import { isObject, isText, isWords, SETTING_TYPES } from './shapes.js';

/** What is wrong with the settings that a cut describes, each in a sentence. */
export async function settingsFaults(settings: unknown): Promise<string[]> {
  if (settings === undefined) return [];
  if (!isObject(settings)) return ['"settings" is not an object of settings by name.'];
  const faults = Object.entries(settings).map(async ([name, setting]) => [
    ...nameFaults(name),
    ...(isObject(setting) ? await settingFaults(name, setting) : [`The setting ${name} is not an object.`]),
  ]);
  return (await Promise.all(faults)).flat();
}

function nameFaults(name: string): string[] {
  if (!/^[A-Z][A-Z0-9_]*$/.test(name)) return [`The setting ${name} is to be named in capitals, as FOO_SRC.`];
  return RESERVED_NAMES.includes(name)
    ? [`The setting ${name} cannot have that name: RAPIDO_${name} means something else.`]
    : [];
}

async function settingFaults(name: string, setting: Readonly<Record<string, unknown>>): Promise<string[]> {
  const { type, summary, options } = setting;
  const core = (CORE_SETTINGS as Readonly<Record<string, Setting>>)[name];
  return [
    ...(SETTING_TYPES.includes(type as Setting['type'])
      ? []
      : [`The setting ${name} has no type of ${SETTING_TYPES.join(', ')}.`]),
    ...(isText(summary) ? [] : [`The setting ${name} has no summary.`]),
    ...(type !== 'enum' || (isWords(options) && options.length > 0)
      ? []
      : [`The setting ${name} is an enum without "options".`]),
    ...(core === undefined || core.type === type
      ? []
      : [`The setting ${name} is Rapido's own, of type ${core.type}: choose another name.`]),
    ...(await defaultFaults(name, setting)),
  ];
}

async function defaultFaults(name: string, setting: Readonly<Record<string, unknown>>): Promise<string[]> {
  const { default: text, required } = setting;
  if (text === undefined) return [];
  if (typeof text !== 'string') return [`The default of ${name} is not a text: write it as one would in rapido.conf.`];
  if (required) return [`The setting ${name} is required, so its default is never used.`];
  if (text.includes('$')) return []; // expanded where it is used
  const checked = await checkValue(setting as unknown as Setting, text);
  return 'expected' in checked ? [`The default of ${name} is not ${checked.expected}: ${JSON.stringify(text)}.`] : [];
}
