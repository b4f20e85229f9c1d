import type { Interfaces } from '@oclif/core';
import { CORE_SETTINGS } from '@rapido/core';
import type { Setting, Settings } from '@rapido/kit';
import { splitVmWord } from '../vms/names.js';
import type { CommandLine } from './command-line.js';
import { settingsOf } from './cuts.js';
import type { Candidate, Completions } from './types.js';

/** What `--set` takes: `KEY=VALUE`, or `vm:KEY=VALUE`; of the settings of Rapido and of the cut that the line names, or of all. */
export function setCompletions(config: Interfaces.Config, line: CommandLine, current: string): Completions {
  const settings = settingsFor(config, line);
  const [, vm = '', key = '', value] = /^([^=:]+:)?([^=]*)(?:=(.*))?$/s.exec(current) ?? [];
  if (value === undefined) {
    const candidates = Object.entries(settings).map(([name, { summary }]) => ({
      value: `${name}=`,
      description: summary,
    }));
    return { candidates, prefix: vm, mode: 'nospace' };
  }
  const setting = Object.hasOwn(settings, key) ? settings[key] : undefined;
  return { ...(setting ? valuesOf(setting) : { candidates: [] }), prefix: `${vm}${key}=` };
}

export function keyCompletions(config: Interfaces.Config, line: CommandLine): Candidate[] {
  const settings = Object.entries(settingsFor(config, line));
  return settings.map(([value, { summary }]) => ({ value, description: summary }));
}

function settingsFor(config: Interfaces.Config, { command, positionals }: CommandLine): Settings {
  const takesCut = command !== undefined && 'cut' in (command.args ?? {});
  const cuts = takesCut && positionals.length > 0 ? positionals.map((word) => splitVmWord(word).cut) : [undefined];
  return Object.assign({}, ...cuts.map((cut) => settingsOf(config, cut)), CORE_SETTINGS);
}

function valuesOf({ type, options = [], default: standard, secret }: Setting): Completions {
  if (type === 'path') return { candidates: [], mode: 'files' };
  if (type === 'bool') return { candidates: ['yes', 'no'].map((value) => ({ value })) };
  if (type === 'enum') return { candidates: options.map((value) => ({ value })) };
  const known = standard !== undefined && standard !== '' && !secret;
  return { candidates: known ? [{ value: standard, description: 'what it is unless set' }] : [] };
}
