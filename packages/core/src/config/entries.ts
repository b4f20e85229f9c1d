import type { Setting } from '@rapido/kit';
import { RapidoError } from '../errors.js';
import { checkValue } from './check.js';
import type { Expanded } from './expand.js';
import { refusedQemuArgs } from './qemu-args.js';
import type { ConfigEntry } from './types.js';

/** An entry, and what is wrong with its value, as "FOO is not a whole number: "x" (/home/me/rapido.conf:3)". */
export interface CheckedEntry extends ConfigEntry {
  readonly problem?: string;
}

const UNDESCRIBED: Setting = { type: 'string', summary: '' };

/** Checks every value by its setting's type. One that is wrong is unset. */
export async function makeEntries(
  expanded: ReadonlyMap<string, Expanded>,
  settings: ReadonlyMap<string, Setting>,
): Promise<CheckedEntry[]> {
  const entries: CheckedEntry[] = [];
  for (const [name, value] of expanded) {
    if (name !== 'RAPIDO_DIR') entries.push(await makeEntry(name, settings.get(name) ?? UNDESCRIBED, value));
  }
  return entries;
}

async function makeEntry(name: string, described: Setting, expanded: Expanded): Promise<CheckedEntry> {
  const { text, origin, secret } = expanded;
  const setting: Setting = secret ? { ...described, secret: true } : described;
  const note = name === 'QEMU_PID_DIR' && text !== undefined ? 'ignored: no pid files are kept' : expanded.note;
  const entry = { name, setting, ...(origin ? { origin } : {}), ...(note === undefined ? {} : { note }) };
  if (text === undefined) return entry;
  const checked = await checkValue(setting, text);
  const value = 'value' in checked ? checked.value : undefined;
  const refused = name === 'QEMU_EXTRA_ARGS' && typeof value === 'object' ? refusedQemuArgs(value) : undefined;
  if (value !== undefined && refused === undefined) return { ...entry, text, value };
  const wrong =
    'expected' in checked ? `is not ${checked.expected}${secret ? '' : `: ${JSON.stringify(text)}`}` : refused;
  return { ...entry, note: `the value ${wrong}`, problem: `${name} ${wrong} (${origin?.text})` };
}

/** Throws one CONFIG_VALUE for all wrong values, and all required settings that are unset. */
export function refuseProblems(entries: readonly CheckedEntry[], file = 'rapido.conf'): void {
  const missing = entries.filter(({ setting, text, problem }) => setting.required && !text && !problem);
  const problems = entries.flatMap((entry) => {
    if (entry.problem !== undefined) return [entry.problem];
    const why = entry.note === undefined ? '' : `: ${entry.note} (${entry.origin?.text})`;
    return missing.includes(entry) ? [`${entry.name} is not set${why}`] : [];
  });
  if (problems.length === 0) return;
  const lines = problems.map((problem) => `\n  ${problem}`);
  const message = lines.length === 1 ? `${problems[0]}.` : `Settings are wrong or missing:${lines.join('')}`;
  const additions = missing.map(({ name, setting }) => `\n  ${name}="…"   # ${setting.summary}`);
  throw new RapidoError('CONFIG_VALUE', message, {
    hint: additions.length > 0 ? `Add to ${file}:${additions.join('')}` : undefined,
  });
}
