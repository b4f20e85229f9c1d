import type { Command, Interfaces } from '@oclif/core';
import { readCatalogue } from '../plugins/catalogue.js';
import { type InstalledPlugin, readInstalled } from '../plugins/installed.js';
import { splitVmWord } from '../vms/names.js';
import { type CommandLine, readCommandLine } from './command-line.js';
import { cutCompletions, cutNames, onceTyped } from './cuts.js';
import { namesBelow } from './names.js';
import { type Candidate, type Completions, NOTHING } from './types.js';

type Source = (config: Interfaces.Config, line: CommandLine, current: string) => Promise<Completions>;

/** By the name of the argument, as the commands call it. */
const SOURCES: Readonly<Record<string, Source>> = {
  cut: cuts,
  image: async (config, _, current) => ({ candidates: cutNames(config), mode: onceTyped('files', current) }),
  key: async (config, line) => only((await import('./settings.js')).keyCompletions(config, line)),
  vm: async () => only(await (await import('./vms.js')).vmCandidates()),
  run: runs,
  before: runs,
  after: runs,
  plugin: async (config, _, current) => only(named((await readInstalled(config.dataDir)).map(nameOf), current)),
  directory: async () => ({ candidates: [], mode: 'dirs' }),
};

/** By command, where the argument alone does not tell. */
const COMMANDS: Readonly<Record<string, Source>> = {
  'plugins:install': async (config, _, current) => ({
    candidates: await packages(config, current),
    mode: onceTyped('files', current),
  }),
  'create:cut': async () => NOTHING,
  help: helpCompletions,
  list: async (config) => only(await listedCuts(config)),
};

/** What the next argument of a command could be. */
export async function argumentCompletions(
  config: Interfaces.Config,
  line: CommandLine,
  current: string,
): Promise<Completions> {
  const { command, positionals } = line;
  if (command === undefined) return NOTHING;
  const own = COMMANDS[command.id];
  if (own) return own(config, line, current);
  const args = Object.entries(command.args ?? {});
  const [name, arg] =
    args[positionals.length] ?? (takesMore(command, args.at(-1)?.[1]) ? args.at(-1) : undefined) ?? [];
  if (arg?.options) return only(arg.options.map((value) => ({ value })));
  return (await SOURCES[name ?? '']?.(config, line, current)) ?? NOTHING;
}

/** Whether the last argument of a command may be there several times. */
function takesMore({ strict }: Command.Loadable, last: Command.Arg.Cached | undefined): boolean {
  return strict === false || last?.multiple === true;
}

/** A cut, of `rapido run` also one of several: `NAME=CUT`. */
async function cuts(
  config: Interfaces.Config,
  { command, positionals }: CommandLine,
  current: string,
): Promise<Completions> {
  const { name, cut } = command?.id === 'run' ? splitVmWord(current) : { cut: current };
  if (name === undefined) return positionals.length === 0 ? cutCompletions(config, current) : NOTHING;
  return { ...(await cutCompletions(config, cut)), prefix: `${name}=` };
}

async function runs(_config: Interfaces.Config, _line: CommandLine, current: string): Promise<Completions> {
  return { candidates: await (await import('./runs.js')).runCandidates(), mode: onceTyped('dirs', current) };
}

/** As if `help` were not there. */
async function helpCompletions(config: Interfaces.Config, { positionals }: CommandLine): Promise<Completions> {
  const { path, command, positionals: more } = readCommandLine(config, positionals);
  if (more.length > 0) return NOTHING;
  const takesCut = command !== undefined && 'cut' in (command.args ?? {});
  // Without words, those below `help` itself have been named already.
  const names = namesBelow(config, path).filter(({ value }) => path.length > 0 || value !== 'help');
  return only([...names, ...(takesCut ? cutNames(config) : [])]);
}

/** All cuts, those too that can be installed. */
async function listedCuts(config: Interfaces.Config): Promise<Candidate[]> {
  const others = (await readCatalogue(config)).map(({ name, summary }) => ({ value: name, description: summary }));
  return [...new Map([...others, ...cutNames(config)].map((candidate) => [candidate.value, candidate])).values()];
}

/** Packages of this project that are not installed. */
async function packages(config: Interfaces.Config, current: string): Promise<Candidate[]> {
  const installed = (await readInstalled(config.dataDir)).map(nameOf);
  const names = new Set((await readCatalogue(config)).map((cut) => cut.package));
  return named(
    [...names].filter((name) => !installed.includes(name)),
    current,
  );
}

/** Packages by the short names that commands know those of this project by, until a whole one is begun. */
function named(packages: readonly string[], current: string): Candidate[] {
  return packages.map((name) => {
    const short = current.startsWith('@') ? name : name.replace(/^@rapido\/cut-/, '');
    return { value: short, ...(short === name ? {} : { description: name }) };
  });
}

function nameOf({ name }: InstalledPlugin): string {
  return name;
}

function only(candidates: readonly Candidate[]): Completions {
  return { candidates };
}
