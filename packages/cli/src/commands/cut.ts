import { Args, type Config } from '@oclif/core';
import { cut } from '@rapido/core';
import { RapidoCommand } from '../command.js';
import { cutFlags } from '../flags/cut-flags.js';
import type { ChosenCut } from '../plugins/definition.js';
import { resolveCut } from '../plugins/resolve.js';
import { surroundings } from '../process/surroundings.js';
import type { CutPlanView } from '../render/cut-plan.js';
import { type ImageView, viewImage } from '../render/image.js';
import { cutRun, showCutPlan } from '../verbs/cut.js';
import { chooseKernel, openSession, withReporter } from '../verbs/session.js';

export default class Cut extends RapidoCommand {
  static override readonly summary = 'Cut an image: gather all that a use case needs into an initramfs.';
  static override readonly description =
    'The kernel’s modules, the programs with their libraries and the autorun script of a cut, and nothing else. `rapido list` shows the cuts of all plugins; a .js or .fest file is a cut as well. `rapido run` cuts and boots in one go.';
  static override readonly usage = 'cut CUT [FLAGS]';
  static override readonly args = {
    cut: Args.string({ description: 'Name of a cut, or the file of one (.js, .fest).', required: true }),
  };
  static override readonly flags = cutFlags;
  static override readonly examples = [
    { description: 'Cut the smallest image there is', command: '<%= config.bin %> cut simple-example' },
    {
      description: 'For the kernel of a tree, with one more program',
      command: '<%= config.bin %> cut simple-example --kernel ~/linux --bin strace',
    },
    { description: 'See what would be in it', command: '<%= config.bin %> cut simple-example --dry-run' },
    { description: 'A cut of your own, without any package', command: '<%= config.bin %> cut ./my-cut.js' },
  ];

  /** Set when a plugin's own command brings the cut. */
  #given: ChosenCut | undefined;

  /** Runs the `rapido cut NAME` of a plugin. */
  static async answer(given: ChosenCut, argv: readonly string[], config: Config): Promise<unknown> {
    const command = new Cut([given.cut.name, ...argv], config);
    command.id = `cut:${given.cut.name}`;
    command.#given = given;
    return command._run();
  }

  async run(): Promise<ImageView | CutPlanView> {
    const { args, flags } = await this.parse(Cut);
    this.refuseRest('cut');
    const chosen = this.#given ?? (await resolveCut(this.config, args.cut, surroundings().cwd));
    const session = await openSession(this.config, flags, chosen.cut);
    return withReporter({ silent: this.jsonEnabled() }, async (host) => {
      const request = await cutRun(chosen, flags, session, await chooseKernel(session, flags, host));
      if (flags['dry-run']) return showCutPlan(request, host, (line) => this.log(line));
      const image = viewImage(await cut(request, host));
      await host.close();
      this.log(image.path);
      return image;
    });
  }
}
