import type { Setting, Settings } from '@rapido/kit';
import type { Environment } from '../host.js';
import { CORE_SETTINGS } from './core-settings.js';
import { makeEntries, refuseProblems } from './entries.js';
import { expandAll } from './expand.js';
import { KNOWN_NAMES } from './known-names.js';
import { gatherCandidates } from './layers.js';
import { findProjectFile, findUserFile } from './search.js';
import type { Config } from './types.js';
import { deprecatedCommands, unknownNames } from './warnings.js';

export interface LoadOptions {
  readonly environment: Environment;
  /** Those of the cuts concerned; core's are added. */
  readonly settings: Settings;
  /** Those of cuts that are not concerned: never required, and a wrong value is a note of its entry, no error. */
  readonly others?: Settings;
  /** `KEY=VALUE` of `--set`, those for one VM already chosen by `setsForVm`. */
  readonly sets: readonly string[];
  /** `--config`. */
  readonly file?: string | undefined;
  /** What other flags stand for, stronger than all else and taken literally: `KERNEL_SRC` of `--kernel`. */
  readonly flags?: Readonly<Record<string, string>>;
}

/**
 * Finds, merges, expands and checks all settings. Values hold in this order: flags, `--set`, `RAPIDO_KEY`, the project's
 * file, the user's file, defaults. Throws CONFIG_FILE, CONFIG_SYNTAX and CONFIG_UNDEFINED, and CONFIG_VALUE for
 * everything wrong or missing at once.
 */
export async function loadConfig(options: LoadOptions): Promise<Config> {
  const { environment, sets, flags = {} } = options;
  const concerned: Settings = { ...CORE_SETTINGS, ...options.settings };
  const settings: Settings = { ...options.others, ...concerned };
  const known = new Set([...KNOWN_NAMES, ...Object.keys(settings)]);
  const project = await findProjectFile(environment, options.file);
  const userFile = await findUserFile(environment);
  const user = userFile?.path === project?.path ? undefined : userFile;

  const candidates = gatherCandidates({ environment, settings, known, flags, sets, project, user });
  const described = new Map<string, Setting>(Object.entries(settings));
  const expanded = expandAll({ candidates, settings: described, known, variables: environment.variables });
  const entries = await makeEntries(expanded, described);
  refuseProblems(
    entries.filter(({ name }) => Object.hasOwn(concerned, name)),
    project?.path,
  );
  return {
    entries: Object.fromEntries(entries.map(({ problem, ...entry }) => [entry.name, entry])),
    ...(project ? { projectFile: project.path } : {}),
    ...(user ? { userFile: user.path } : {}),
    warnings: unknownNames(candidates, known),
    deprecations: deprecatedCommands(entries),
  };
}
