import { askCli, type CommandConfig } from './ask-cli.js';
import { CUT_API, type CutDefinition } from './cut.js';
import { deepFreeze } from './deep-freeze.js';

/** What the installed CLI's `cut` hook is asked with. */
export interface CutRequest {
  readonly api: number;
  readonly definition: CutDefinition;
  readonly argv: readonly string[];
  /** Name and root directory of the plugin's package. */
  readonly plugin: { readonly name: string; readonly root: string };
}

/** The command `rapido cut NAME`: a plain object that oclif takes for a command class. */
export interface CutCommand {
  readonly cut: CutDefinition;
  readonly cutApi: number;
  /** Whether the cut has a `preflight`: the CLI then loads its code before every boot. */
  readonly cutPreflight: boolean;
  readonly summary: string;
  readonly aliases: string[];
  readonly flags: Record<string, never>;
  readonly args: Record<string, never>;
  readonly strict: false;
  /** Set by oclif when it loads the command. */
  plugin?: { readonly name: string; readonly root: string };
  run(argv: string[], config: CommandConfig): Promise<unknown>;
}

/**
 * Makes the oclif commands of a plugin: `export const commands = cutCommands({ sambaBtrfs })`.
 *
 * They hold no engine and parse nothing: each hands its arguments to the one installed CLI, through a hook of which
 * only the CLI's own answer counts.
 */
// biome-ignore lint/suspicious/noExplicitAny: cuts with different settings stand in one record
export function cutCommands(cuts: Readonly<Record<string, CutDefinition<any>>>): Record<string, CutCommand> {
  return Object.fromEntries(Object.values(cuts).map((cut) => [`cut:${cut.name}`, cutCommand(deepFreeze(cut))]));
}

function cutCommand(cut: CutDefinition): CutCommand {
  return {
    cut,
    cutApi: CUT_API,
    cutPreflight: cut.preflight !== undefined,
    summary: cut.summary,
    aliases: (cut.aliases ?? []).map((alias) => `cut:${alias}`),
    flags: {},
    args: {},
    strict: false,
    async run(argv, config) {
      if (!this.plugin) throw new Error(`The command of the cut ${cut.name} was run without its plugin.`);
      const { name, root } = this.plugin;
      const request: CutRequest = { api: CUT_API, definition: cut, argv, plugin: { name, root } };
      return askCli(config, 'cut', name, request);
    },
  };
}
