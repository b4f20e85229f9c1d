/** The part of oclif's `Config` that the commands of a plugin use. For the CLI; a plugin makes none. */
export interface CommandConfig {
  /** Of the installed CLI's package.json. */
  readonly pjson: { readonly name: string };
  /** Calls the hook `event` of every plugin, and resolves with what each said. */
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

/**
 * Hands a request to the one installed CLI, by a hook of that name, and resolves with its answer. Other plugins may
 * have such a hook too: only the CLI's own answer, or error, counts.
 */
export async function askCli(config: CommandConfig, hook: string, plugin: string, request: object): Promise<unknown> {
  const { successes, failures } = await config.runHook(hook, { ...request }, undefined, true);
  const fromCli = ({ plugin }: { plugin: { name: string } }) => plugin.name === config.pjson.name;
  const failure = failures.find(fromCli);
  if (failure) throw failure.error;
  const answer = successes.find(fromCli);
  if (!answer) throw tooOld(plugin, hook);
  return answer.result;
}

/** Ends the command as Rapido's own errors of the host do (128): this rapido cannot say so itself. */
function tooOld(plugin: string, hook: string): Error {
  const message = `This rapido is too old for ${plugin}: it does not answer its "${hook}". Upgrade @rapido/cli.`;
  return Object.assign(new Error(message), { exitCode: 128, oclif: { exit: 128 } });
}
