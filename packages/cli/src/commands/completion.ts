import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Args } from '@oclif/core';
import { RapidoCommand } from '../command.js';
import { SHELLS, type Shell } from '../completion/shells.js';

/** How each shell is told, once. */
const HOW: Readonly<Record<Shell, string>> = {
  bash: "echo 'source <(rapido completion bash)' >> ~/.bashrc",
  zsh: "echo 'source <(rapido completion zsh)' >> ~/.zshrc",
  fish: 'rapido completion fish > ~/.config/fish/completions/rapido.fish',
};

export default class Completion extends RapidoCommand {
  static override readonly summary = 'Print the script that has a shell complete commands, flags, cuts and settings.';
  static override readonly description =
    'What it completes is asked of rapido as you type: new plugins, runs and VMs are known at once. For all users, the script goes where the system has those of others: /usr/share/bash-completion/completions/rapido, /usr/share/zsh/site-functions/_rapido, /usr/share/fish/vendor_completions.d/rapido.fish.';
  static override readonly usage = 'completion bash|zsh|fish';
  static override readonly args = {
    shell: Args.string({
      description: 'The one that you type in: bash, zsh or fish.',
      options: [...SHELLS],
      required: true,
    }),
  };
  static override readonly examples = [
    { description: 'For this shell', command: 'source <(<%= config.bin %> completion bash)' },
    ...SHELLS.map((shell) => ({ description: `For good, in ${shell}`, command: HOW[shell] })),
  ];

  async run(): Promise<{ readonly shell: string; readonly script: string }> {
    const { args } = await this.parse(Completion);
    this.refuseRest('completion');
    const shell = args.shell as Shell;
    const script = await readFile(join(this.config.root, 'completion', `rapido.${shell}`), 'utf8');
    if (!this.jsonEnabled()) process.stdout.write(script);
    if (process.stdout.isTTY) this.logToStderr(`# This is for the shell, not for you:\n#   ${HOW[shell]}`);
    return { shell, script };
  }
}
