import { askCli, type CommandConfig } from './ask-cli.js';
import { CUT_API, type CutDefinition } from './cut.js';
import { deepFreeze } from './deep-freeze.js';

/** What a command hands to the installed CLI: the options of its `cut` hook. For the CLI; a plugin makes none. */
export interface CutRequest {
  /** The `CUT_API` of the kit that the plugin brings. */
  readonly api: number;
  /** Frozen, with its functions. */
  readonly definition: CutDefinition;
  /** What stood behind the command's name. */
  readonly argv: readonly string[];
  /** Name and root directory of the plugin's package. */
  readonly plugin: { readonly name: string; readonly root: string };
}

/** The command `rapido cut NAME`: a plain object that oclif takes for a command class. `cutCommands` makes it. */
export interface CutCommand {
  /** The definition, frozen; its data is copied to `oclif.manifest.json`. */
  readonly cut: CutDefinition;
  /** The `CUT_API` of the kit that the plugin brings. */
  readonly cutApi: number;
  /** Whether the cut has a `preflight`: the CLI then loads its code before every boot. */
  readonly cutPreflight: boolean;
  /** The definition's. */
  readonly summary: string;
  /** Ids of further commands, as `cut:ALIAS`. */
  readonly aliases: string[];
  /** None: the CLI parses. */
  readonly flags: Record<string, never>;
  /** None: the CLI parses. */
  readonly args: Record<string, never>;
  /** oclif passes any arguments. */
  readonly strict: false;
  /** Set by oclif when it loads the command. */
  plugin?: { readonly name: string; readonly root: string };
  /** Hands everything to the installed CLI, and resolves with its answer. */
  run(argv: string[], config: CommandConfig): Promise<unknown>;
}

/**
 * Makes the commands of a plugin, which its module exports as `commands`; the keys of `cuts` mean nothing. The
 * definitions are frozen.
 *
 * The commands hold no engine and parse nothing: each hands its arguments to the one installed CLI, through a hook of
 * which only the CLI's own answer counts.
 *
 * @example
 * ```ts
 * import { cutCommands } from '@rapido/kit';
 * import { hello } from './cuts/hello.js';
 *
 * export const commands = cutCommands({ hello });
 * ```
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
