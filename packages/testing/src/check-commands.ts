import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { CUT_API, type CutCommand, type CutDefinition } from '@rapido/kit';

/** What rapido would refuse about the commands that a plugin exports, each as a sentence for its author. */
export function checkCommands(commands: Readonly<Record<string, CutCommand>>, root: string): string[] {
  const entries = cutCommandsOf(commands);
  if (entries.length === 0) return ['its module exports no cut: export const commands = cutCommands({ … })'];
  const faults = entries.flatMap(([id, command]) => checkCommand(id, command, root));
  return faults.length > 0 ? faults : twice(entries.flatMap(([, { cut }]) => [cut.name, ...(cut.aliases ?? [])]));
}

/** A plugin may bring other commands as well. */
export function cutCommandsOf(commands: Readonly<Record<string, CutCommand>>): (readonly [string, CutCommand])[] {
  return Object.entries(commands).filter(([id, { cut }]) => id.startsWith('cut:') || cut !== undefined);
}

function checkCommand(id: string, { cut, cutApi }: Partial<CutCommand>, root: string): string[] {
  if (typeof cut?.name !== 'string') return [`its command ${id} is not made by cutCommands`];
  const who = `the cut ${cut.name}`;
  return [
    ...(id === `cut:${cut.name}` ? [] : [`the command of ${who} is called ${id}`]),
    ...(cutApi === CUT_API ? [] : [`${who} is made by a kit of cut API ${cutApi}`]),
    ...(/^\w[\w.-]*$/.test(cut.name) ? [] : [`${who}: its name is not a word`]),
    ...(typeof cut.summary === 'string' ? [] : [`${who} has no summary`]),
    ...(typeof cut.manifest === 'function' ? [] : [`${who} has no manifest function`]),
    ...suiteFaults(cut, root),
  ];
}

function suiteFaults({ name, suite }: CutDefinition, root: string): string[] {
  const scripts = [suite?.run, suite?.list].filter((script) => script !== undefined);
  const missing = scripts.filter((script) => !existsSync(resolve(root, script)));
  return missing.map((script) => `the cut ${name}: there is no ${script}, which its suite names`);
}

function twice(names: readonly string[]): string[] {
  const repeated = names.filter((name, at) => names.indexOf(name) !== at);
  return [...new Set(repeated)].map((name) => `two of its cuts are called ${name}`);
}
