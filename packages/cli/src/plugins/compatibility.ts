import { type ErrorCode, RapidoError } from '@rapido/core/errors';
import { CUT_API } from '@rapido/kit';

/** What of a plugin's package.json says which Rapido it is made for: `"rapido": { "api": 1, "cli": ">=1.2" }`. */
export interface PluginPackage {
  readonly name: string;
  readonly version: string;
  readonly rapido?: unknown;
}

const OLDEST_API = 1;
const CODE: ErrorCode = 'PLUGIN';

/**
 * Why this Rapido cannot run the cuts of a plugin, or undefined where it can. Looks at nothing but its package.json,
 * so that code made for another contract is not even loaded.
 */
export async function incompatibility(plugin: PluginPackage, cliVersion: string): Promise<RapidoError | undefined> {
  const who = `The plugin ${plugin.name} ${plugin.version}`;
  const { api, cli } = isRecord(plugin.rapido) ? plugin.rapido : {};
  if (typeof api !== 'number' || !Number.isInteger(api)) {
    return new RapidoError(CODE, `${who} does not say which Rapido it is made for.`, {
      hint: `Its author adds "rapido": { "api": ${CUT_API} } to its package.json.`,
    });
  }
  if (api > CUT_API) {
    return new RapidoError(CODE, `${who} needs cut API ${api}; Rapido ${cliVersion} has ${CUT_API}.`, {
      hint: 'Update Rapido, or install an older version of the plugin.',
    });
  }
  if (api < OLDEST_API) {
    return new RapidoError(CODE, `${who} is made for cut API ${api}; Rapido ${cliVersion} has ${CUT_API}.`, {
      hint: `Update the plugin: rapido plugins install ${plugin.name}@latest`,
    });
  }
  if (cli === undefined) return undefined;
  const { satisfies, validRange } = await import('semver');
  if (typeof cli !== 'string' || validRange(cli) === null) {
    return new RapidoError(CODE, `${who} has a wrong "rapido.cli" in its package.json: ${JSON.stringify(cli)}`, {
      hint: 'Its author writes a semver range there, as ">=0.1".',
    });
  }
  if (satisfies(cliVersion, cli, { includePrerelease: true })) return undefined;
  return new RapidoError(CODE, `${who} needs Rapido ${cli}; this is Rapido ${cliVersion}.`, {
    hint: 'Update whichever of the two is older.',
  });
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
