import { Command, Flags, type Interfaces } from '@oclif/core';
import { RapidoError } from '@rapido/core/errors';
import { usageError } from './errors/usage.js';
import { wantsJson, withGdbMode } from './text/command-line.js';

/** What every command of Rapido shares: `--json`, the words after `--`, and errors that are told in one place. */
export abstract class RapidoCommand extends Command {
  static override readonly enableJsonFlag: boolean = true;
  static override readonly baseFlags = {
    json: Flags.boolean({ summary: 'Print the result as JSON on standard output, and nothing else.' }),
  };

  /** What stood after the first `--`. */
  protected rest: readonly string[] = [];

  /** As oclif's, but nothing after `--` is looked at, and what is wrong is a RapidoError. */
  protected override async parse<
    F extends Interfaces.OutputFlags<Interfaces.FlagInput>,
    B extends Interfaces.OutputFlags<Interfaces.FlagInput>,
    A extends Interfaces.OutputArgs<Interfaces.ArgInput>,
  >(options?: Interfaces.Input<F, B, A>, argv = this.argv): Promise<Interfaces.ParserOutput<F, B, A>> {
    const end = argv.indexOf('--');
    if (end >= 0) this.rest = argv.slice(end + 1);
    try {
      const words = end < 0 ? argv : argv.slice(0, end);
      return await super.parse(options, options?.flags && 'gdb' in options.flags ? withGdbMode(words) : words);
    } catch (error) {
      throw await usageError(error, (this.id ?? '').replaceAll(':', ' '), Object.keys(options?.flags ?? {}));
    }
  }

  protected override async catch(error: Error): Promise<never> {
    throw error;
  }

  /** By the flag alone, and so as where errors are printed. */
  override jsonEnabled(): boolean {
    return wantsJson(this.argv);
  }

  protected override logJson(json: unknown): void {
    process.stdout.write(`${JSON.stringify(json, null, 2)}\n`);
  }

  /** A usage error where words were given that the command has no use for. */
  protected refuseRest(what: string): void {
    if (this.rest.length === 0) return;
    throw new RapidoError('USAGE', `${what} takes no arguments after "--", but got: ${this.rest.join(' ')}`, {
      hint: `rapido ${(this.id ?? '').replaceAll(':', ' ')} --help`,
    });
  }
}
