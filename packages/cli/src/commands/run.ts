import { Args } from '@oclif/core';
import { cut, gatherRunFiles, type Verdict } from '@rapido/core';
import { RapidoCommand } from '../command.js';
import { bootFlags } from '../flags/boot-flags.js';
import { cutFlags } from '../flags/cut-flags.js';
import { resolveCut } from '../plugins/resolve.js';
import { surroundings } from '../process/surroundings.js';
import type { CutPlanView } from '../render/cut-plan.js';
import { reportVerdict } from '../render/verdict.js';
import { bootImage, checkBootFlags } from '../verbs/boot.js';
import { cutRun, showCutPlan } from '../verbs/cut.js';
import { preflight } from '../verbs/preflight.js';
import { chooseKernel, openSession, withReporter } from '../verbs/session.js';
import { stepsOf } from '../verbs/steps.js';
import { checkArguments } from '../verbs/suite.js';

export default class Run extends RapidoCommand {
  static override readonly summary = 'Cut an image and boot it: from a changed kernel to a verdict.';
  static override readonly description =
    'Without steps and on a terminal, you get the console of the VM; Ctrl-A x ends it. With -x or -f the VM runs them and ends, their output is on standard output, and the exit code tells what came of it (`rapido help exit-codes`).';
  static override readonly usage = 'run CUT [FLAGS]';
  static override readonly args = {
    cut: Args.string({ description: 'Name of a cut, or the file of one (.js, .fest).', required: true }),
  };
  static override readonly flags = { ...cutFlags, ...bootFlags };
  static override readonly examples = [
    { description: 'A shell on the kernel', command: '<%= config.bin %> run simple-example' },
    { description: 'One command, and its exit code', command: "<%= config.bin %> run simple-example -x 'uname -r'" },
    { description: 'VMs that reach each other, in several terminals', command: '<%= config.bin %> run simple-network' },
    {
      description: 'A test of your own on the kernel you have just built',
      command: '<%= config.bin %> run simple-example --kernel ~/linux -f ./test.sh --timeout 5m',
    },
  ];

  async run(): Promise<Verdict | CutPlanView> {
    const { args, flags, raw } = await this.parse(Run);
    const json = this.jsonEnabled();
    const { cwd } = surroundings();
    checkBootFlags(flags, json, cwd);
    const chosen = await resolveCut(this.config, args.cut, cwd);
    checkArguments(chosen.cut, this.rest);
    const steps = await stepsOf(raw, { cwd, vm: chosen.cut.name });
    const session = await openSession(this.config, flags, chosen.cut);
    return withReporter({ silent: json, console: flags.console }, async (host) => {
      const kernel = await chooseKernel(session, flags, host);
      const request = await cutRun(chosen, flags, session, kernel);
      if (flags['dry-run']) return showCutPlan(request, host, (line) => this.log(line));
      await preflight(request, host);
      const image = await cut(request, host);
      const runFiles = image.record.runFiles.length === 0 ? [] : await gatherRunFiles(request, host);
      const verdict = await bootImage({ image, kernel, runFiles }, { steps, flags, json }, session, host);
      await host.close();
      await reportVerdict(verdict, { silent: json, console: host.consoleShown });
      process.exitCode = verdict.exitCode;
      return verdict;
    });
  }
}
