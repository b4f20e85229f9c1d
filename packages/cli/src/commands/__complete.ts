import { Args } from '@oclif/core';
import { RapidoCommand } from '../command.js';
import { readBashLine } from '../completion/bash-line.js';
import { complete } from '../completion/complete.js';
import { bashLines, completionLines } from '../completion/print.js';
import { SHELLS } from '../completion/shells.js';

export default class Complete extends RapidoCommand {
  static override readonly hidden = true;
  static override readonly summary = 'Print what the word at the cursor could become: for the scripts of `completion`.';
  static override readonly description =
    'zsh and fish give the words up to the cursor, bash COMP_WORDBREAKS and the line up to the cursor. The first line that is printed says what the shell adds, and the beginning of the word that stays; then comes a line for each candidate.';
  static override readonly usage = '__complete SHELL -- WORDS';
  static override readonly enableJsonFlag = false;
  static override readonly baseFlags = {} as typeof RapidoCommand.baseFlags;
  static override readonly args = {
    shell: Args.string({ description: 'Who asks.', options: [...SHELLS], required: true }),
  };
  static override readonly examples = ["<%= config.bin %> __complete fish -- run ''"];

  /** Silent whatever happens: somebody is typing. */
  async run(): Promise<void> {
    try {
      const { args } = await this.parse(Complete);
      for (const line of await this.#linesFor(args.shell)) this.log(line);
    } catch {}
  }

  async #linesFor(shell: string): Promise<string[]> {
    if (shell !== 'bash') return completionLines(await complete(this.config, this.rest));
    const [breaks = '', text = ''] = this.rest;
    const line = readBashLine(text, breaks);
    if (line.redirected) return ['files'];
    return bashLines(await complete(this.config, line.words.slice(1)), line);
  }
}
