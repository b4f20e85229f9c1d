import { dirname } from 'node:path';
import type { Settings } from '@rapido/kit';
import { RapidoError } from '../errors.js';
import type { Environment } from '../host.js';
import { type Assignment, literal, type Part, template } from './assignment.js';
import type { SettingsFile } from './files.js';
import { RESERVED_NAMES } from './known-names.js';
import { parseSet } from './sets.js';
import type { Origin } from './types.js';

/** One value that a setting could have. */
export interface Candidate {
  readonly name: string;
  readonly parts: readonly Part[];
  readonly origin: Origin;
  /** Directory that a relative path is taken from. */
  readonly base: string;
  /** What `${RAPIDO_DIR}` is. */
  readonly rapidoDir: string | undefined;
}

export interface Sources {
  readonly environment: Environment;
  readonly settings: Settings;
  /** Names that `RAPIDO_<name>` may set. */
  readonly known: ReadonlySet<string>;
  readonly flags: Readonly<Record<string, string>>;
  readonly sets: readonly string[];
  readonly project: SettingsFile | undefined;
  readonly user: SettingsFile | undefined;
}

/** Every value of every name, the strongest first: of several in one place the last is stronger, and a default is weakest. */
export function gatherCandidates(sources: Sources): ReadonlyMap<string, readonly Candidate[]> {
  const { cwd, variables } = sources.environment;
  const rapidoDir = sources.project && dirname(sources.project.path);
  const loose = (name: string, parts: Part[], origin: Origin): Candidate => ({
    name,
    parts,
    origin,
    base: cwd,
    rapidoDir,
  });

  const flags = Object.entries(sources.flags).map(([name, value]) =>
    loose(name, literal(value), { kind: 'flag', text: 'the command line' }),
  );
  const sets = sources.sets.map((text) => {
    const { vm, name, value } = parseSet(text);
    if (vm !== undefined) throw new RapidoError('USAGE', `--set ${vm}:${name}=…: there is no VM ${vm} here.`);
    return loose(name, template(value), { kind: 'set', text: '--set' });
  });
  const fromEnvironment = [...sources.known].flatMap((name) => {
    const value = RESERVED_NAMES.includes(name) ? undefined : variables[`RAPIDO_${name}`];
    return value === undefined ? [] : [loose(name, template(value), { kind: 'environment', text: `RAPIDO_${name}` })];
  });
  const defaults = Object.entries(sources.settings).flatMap(([name, setting]) =>
    setting.default === undefined
      ? []
      : [{ ...loose(name, template(setting.default), { kind: 'default', text: 'default' }), base: rapidoDir ?? cwd }],
  );
  const weakestFirst = [
    ...defaults,
    ...fromFile(sources.user, 'user'),
    ...fromFile(sources.project, 'project'),
    ...fromEnvironment,
    ...sets,
    ...flags,
  ];
  const byName = new Map<string, Candidate[]>();
  for (const candidate of weakestFirst) {
    byName.set(candidate.name, [candidate, ...(byName.get(candidate.name) ?? [])]);
  }
  return byName;
}

function fromFile(file: SettingsFile | undefined, kind: 'project' | 'user'): Candidate[] {
  if (!file) return [];
  const directory = dirname(file.path);
  return file.assignments.map(({ name, parts, line }: Assignment) => ({
    name,
    parts,
    origin: { kind, text: line === undefined ? file.path : `${file.path}:${line}` },
    base: directory,
    rapidoDir: directory,
  }));
}
