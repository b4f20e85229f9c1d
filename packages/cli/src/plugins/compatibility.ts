import { type ErrorCode, RapidoError } from '@rapido/core/errors';
import { CUT_API } from '@rapido/kit';
import { isObject } from './check/shapes.js';

/** What of a plugin's package.json says which Rapido it is made for: `"rapido": { "api": 1, "cli": ">=1.2" }`. */
export interface PluginPackage {
  readonly name: string;
  readonly version: string;
  readonly rapido?: unknown;
}

/** The cut APIs whose plugins run. */
export interface ApiSupport {
  readonly newest: number;
  readonly oldest: number;
  /** Those before this one run, but no longer in the next major version. */
  readonly current: number;
}

const OLDEST_API = 1;
const SUPPORT: ApiSupport = { newest: CUT_API, oldest: OLDEST_API, current: CUT_API };
const CODE: ErrorCode = 'PLUGIN';
const UPDATE_RAPIDO = 'Update Rapido: npm install --global @rapido/cli@latest';

/**
 * Why this Rapido cannot run the cuts of a plugin, or undefined where it can. Looks at nothing but its package.json,
 * so that code made for another contract is not even loaded.
 */
export async function incompatibility(
  plugin: PluginPackage,
  cliVersion: string,
  { newest, oldest }: ApiSupport = SUPPORT,
): Promise<RapidoError | undefined> {
  const who = `The plugin ${plugin.name} ${plugin.version}`;
  const { api, cli } = isObject(plugin.rapido) ? plugin.rapido : {};
  if (typeof api !== 'number' || !Number.isInteger(api)) {
    return new RapidoError(CODE, `${who} does not say which Rapido it is made for.`, {
      hint: `Its author adds "rapido": { "api": ${CUT_API} } to its package.json.`,
    });
  }
  const has = oldest === newest ? `${newest}` : `${oldest} to ${newest}`;
  if (api > newest) {
    return new RapidoError(CODE, `${who} needs cut API ${api}; Rapido ${cliVersion} has ${has}.`, {
      hint: `${UPDATE_RAPIDO}\nOr take an older version of the plugin: rapido plugins install ${plugin.name}@VERSION`,
    });
  }
  if (api < oldest) {
    return new RapidoError(CODE, `${who} is made for cut API ${api}; Rapido ${cliVersion} has ${has}.`, {
      hint: updatePlugin(plugin),
    });
  }
  return cli === undefined ? undefined : rangeProblem(plugin, cli, cliVersion);
}

/** What users of a plugin are told whose cut API is going to be given up; undefined for all others. */
export function apiDeprecation(
  { name, version, rapido }: PluginPackage,
  cliVersion: string,
  { current }: ApiSupport = SUPPORT,
): string | undefined {
  const { api } = isObject(rapido) ? rapido : {};
  if (typeof api !== 'number' || api >= current) return undefined;
  return `The plugin ${name} ${version} is made for cut API ${api}, which runs in Rapido ${cliVersion}, but not for long. ${updatePlugin({ name })}`;
}

async function rangeProblem(plugin: PluginPackage, cli: unknown, version: string): Promise<RapidoError | undefined> {
  const who = `The plugin ${plugin.name} ${plugin.version}`;
  const { gtr, parse, satisfies, validRange } = await import('semver');
  if (typeof cli !== 'string' || validRange(cli) === null) {
    return new RapidoError(CODE, `${who} has a wrong "rapido.cli" in its package.json: ${JSON.stringify(cli)}`, {
      hint: 'Its author writes a semver range there, as ">=0.1".',
    });
  }
  // A prerelease counts as the release it leads to, unless the range itself speaks of prereleases.
  const { major, minor, patch } = parse(version, {}, true);
  const counted = /\d-[0-9A-Za-z]/.test(cli) ? version : `${major}.${minor}.${patch}`;
  if (satisfies(counted, cli, { includePrerelease: true })) return undefined;
  return new RapidoError(CODE, `${who} needs Rapido ${cli}; this is Rapido ${version}.`, {
    hint: gtr(counted, cli) ? updatePlugin(plugin) : UPDATE_RAPIDO,
  });
}

function updatePlugin({ name }: Pick<PluginPackage, 'name'>): string {
  return `Update the plugin: rapido plugins update ${name}`;
}
