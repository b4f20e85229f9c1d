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

/** The part of oclif's `Config` that a cut command uses. */
export interface CommandConfig {
  readonly pjson: { readonly name: string };
  runHook(
    event: string,
    options: Record<string, unknown>,
    timeout?: number,
    captureErrors?: boolean,
  ): Promise<{
    successes: { result: unknown; plugin: { name: string } }[];
    failures: { error: Error; plugin: { name: string } }[];
  }>;
}

/** The command `rapido cut NAME`: a plain object that oclif takes for a command class. */
export interface CutCommand {
  readonly cut: CutDefinition;
  readonly cutApi: number;
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
    summary: cut.summary,
    aliases: (cut.aliases ?? []).map((alias) => `cut:${alias}`),
    flags: {},
    args: {},
    strict: false,
    async run(argv, config) {
      if (!this.plugin) throw new Error(`The command of the cut ${cut.name} was run without its plugin.`);
      const { name, root } = this.plugin;
      const request: CutRequest = { api: CUT_API, definition: cut, argv, plugin: { name, root } };
      const { successes, failures } = await config.runHook('cut', { ...request }, undefined, true);
      const fromCli = ({ plugin }: { plugin: { name: string } }) => plugin.name === config.pjson.name;
      const failure = failures.find(fromCli);
      if (failure) throw failure.error;
      const answer = successes.find(fromCli);
      if (!answer) throw tooOld(name);
      return answer.result;
    },
  };
}

/** Ends the command as Rapido's own errors of the host do (128): this rapido cannot say so itself. */
function tooOld(plugin: string): Error {
  const message = `This rapido is too old for ${plugin}: it does not know how to run a cut. Upgrade @rapido/cli.`;
  return Object.assign(new Error(message), { exitCode: 128, oclif: { exit: 128 } });
}
