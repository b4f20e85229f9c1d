import type { Command, Interfaces } from '@oclif/core';
import type { CutPlugin } from '@rapido/core';
import { RapidoError } from '@rapido/core/errors';
import type { CutData } from '@rapido/kit';
import { findCut } from '../plugins/cuts.js';
import { nearest } from '../text/nearest.js';
import { splitVmWord } from '../vms/names.js';

/** What help is asked for. */
export type Subject =
  | { readonly kind: 'root' }
  | { readonly kind: 'command'; readonly command: Command.Loadable }
  | { readonly kind: 'topic'; readonly topic: Interfaces.Topic }
  | ({ readonly kind: 'cut' } & CutSubject);

/** A cut, by the name or file that was typed after a verb. */
export interface CutSubject {
  readonly data: CutData;
  readonly plugin: CutPlugin;
  readonly verb: string;
  readonly name: string;
}

const VERBS = ['cut', 'run'];

/** What `words`, those of a command line before its first flag, ask help for. Throws a RapidoError where there is no such thing. */
export async function findSubject(config: Interfaces.Config, words: readonly string[]): Promise<Subject> {
  const [first, second] = words;
  if (first === undefined) return { kind: 'root' };
  if (second !== undefined && VERBS.includes(first))
    return cutSubject(config, first, first === 'run' ? splitVmWord(second).cut : second);
  for (let length = words.length; length > 0; length--) {
    const id = words.slice(0, length).join(':');
    const command = config.findCommand(id);
    if (command && (length === words.length || takesArguments(command))) return { kind: 'command', command };
    const topic = length === words.length ? config.findTopic(id) : undefined;
    if (topic) return { kind: 'topic', topic };
  }
  if (second === undefined && findCut(config, first)) return cutSubject(config, 'cut', first);
  throw await unknownCommand(config, words.join(' '));
}

/** Of a file, only its own code knows what it is: that is loaded. */
async function cutSubject(config: Interfaces.Config, verb: string, name: string): Promise<Subject> {
  const known = findCut(config, name);
  if (known) return { kind: 'cut', verb, name, data: known.data, plugin: known.plugin };
  const [{ resolveCut }, { surroundings }] = await Promise.all([
    import('../plugins/resolve.js'),
    import('../process/surroundings.js'),
  ]);
  const { cut, plugin } = await resolveCut(config, name, surroundings().cwd);
  return { kind: 'cut', verb, name, data: cut, plugin };
}

function takesArguments({ strict, args = {} }: Command.Loadable): boolean {
  return strict === false || Object.keys(args).length > 0;
}

/** The error of a command line that begins with `name`, which is no command. */
export async function unknownCommand(config: Interfaces.Config, name: string): Promise<RapidoError> {
  const ids = config.commands.filter(({ hidden }) => !hidden).map(({ id }) => id.replaceAll(':', ' '));
  const isCut = findCut(config, name) !== undefined;
  const [best = startOf(name, ids)] = isCut ? [`run ${name}`] : await nearest(name, ids);
  return new RapidoError('USAGE', `There is no command "${name}".`, {
    hint: best === undefined ? 'rapido --help' : `rapido ${best}`,
  });
}

/** Help of the command that too many words were given to, or of none. */
function startOf(name: string, ids: readonly string[]): string | undefined {
  const command = ids.filter((id) => name.startsWith(`${id} `)).at(-1);
  return command && `help ${command}`;
}
