import { openShell, quote, stepExitCode } from '@rapido/core';
import { RapidoCommand } from '../command.js';
import { vmArgument } from '../flags/vm-argument.js';
import { interruption } from '../process/interruption.js';
import { surroundings } from '../process/surroundings.js';
import { guestTerminal, isInteractive, rawTerminal } from '../process/terminal.js';

export default class Sh extends RapidoCommand {
  static override readonly summary = 'Open a second shell in a VM that runs, beside its console and steps.';
  static override readonly description =
    'On a terminal the shell is interactive; exit or Ctrl-D ends it, and the VM goes on. A command after `--` is run as it is typed when it is one word, and word for word when it is several; its output, errors included, is on standard output, and its exit status that of `rapido sh` (above 95: 95). It reads nothing from standard input unless that is a terminal.';
  static override readonly usage = 'sh [VM] [-- CMD]';
  static override readonly args = vmArgument;
  static override readonly examples = [
    { description: 'Look around in the only VM', command: '<%= config.bin %> sh' },
    { description: 'What does the kernel of VM 2 say?', command: "<%= config.bin %> sh 2 -- 'dmesg | tail'" },
  ];

  async run(): Promise<{ readonly exitCode: number }> {
    const { args } = await this.parse(Sh);
    const command = shellCommand(this.rest);
    const terminal = isInteractive() && !this.jsonEnabled() ? guestTerminal() : undefined;
    const output = this.jsonEnabled() ? process.stderr : process.stdout;
    const signal = interruption();
    const cooked = terminal === undefined ? undefined : rawTerminal();
    try {
      const status = await openShell(surroundings(), {
        ...{ output, signal },
        ...(args.vm === undefined ? {} : { vm: args.vm }),
        ...(command === undefined ? {} : { command }),
        ...(terminal === undefined ? {} : { terminal, input: process.stdin }),
      });
      process.exitCode = stepExitCode(status);
      return { exitCode: stepExitCode(status) };
    } finally {
      cooked?.();
    }
  }
}

/** One word is a command line already, several are its words. */
function shellCommand(words: readonly string[]): string | undefined {
  return words.length < 2 ? words[0] : words.map(quote).join(' ');
}
