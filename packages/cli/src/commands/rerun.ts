import { Args, Flags } from '@oclif/core';
import type { Verdict } from '@rapido/core';
import { RapidoCommand } from '../command.js';
import { bootFlags } from '../flags/boot-flags.js';
import { cutFlags } from '../flags/cut-flags.js';
import { suiteFlags } from '../flags/suite-flags.js';
import { vmsFlags } from '../flags/vms-flags.js';
import type { CutPlanView } from '../render/cut-plan.js';
import { type BeforeAfter, isComparison, runOnBoth } from '../verbs/before-after.js';
import type { RunPlanView } from '../verbs/cut.js';
import { prepareRun } from '../verbs/prepare-run.js';
import { suiteRun, testsToRerun, wordsToRerun } from '../verbs/rerun.js';
import { runCut } from '../verbs/run-cut.js';

export default class Rerun extends RapidoCommand {
  static override readonly summary = 'Run the tests of a run again, or those of them that failed.';
  static override readonly description =
    'The same cut, of several VMs all of them, the same tests and the same arguments of the suite; images are cut anew where something has changed. Everything else is as the flags say: name the kernel again, and the settings, where the run had them by flags.';
  static override readonly usage = 'rerun [RUN] [FLAGS]';
  static override readonly args = {
    run: Args.string({ description: 'Name of a run, a part of it, or its directory; the last one unless given.' }),
  };
  static override readonly flags = {
    failed: Flags.boolean({
      summary: 'Only tests that failed, crashed, hung or were out of time, and those that were not run any more.',
      helpGroup: 'suite',
    }),
    cut: Flags.string({
      summary: 'The file of the cut, where it is none of a plugin; of several VMs NAME=FILE.',
      helpValue: 'FILE',
      helpGroup: 'suite',
      multiple: true,
      multipleNonGreedy: true,
    }),
    ...suiteFlags,
    ...cutFlags,
    ...bootFlags,
    ...vmsFlags,
  };
  static override readonly examples = [
    { description: 'What failed in the last run, again', command: '<%= config.bin %> rerun --failed' },
    { description: 'All of it, on another kernel', command: '<%= config.bin %> rerun --kernel ~/linux' },
    {
      description: 'Does it fail every time?',
      command: '<%= config.bin %> rerun 23-54-19 --failed --retry-failed 5',
    },
  ];

  async run(): Promise<Verdict | CutPlanView | RunPlanView | BeforeAfter> {
    const { args, flags, raw } = await this.parse(Rerun);
    this.refuseRest('rerun');
    const found = await suiteRun(args.run);
    const tests = testsToRerun(found, flags.failed);
    const words = wordsToRerun(this.config, found, flags.cut);
    const request = await prepareRun(this.config, {
      ...{ words, flags, raw, suiteWords: found.results.args, tests },
      json: this.jsonEnabled(),
    });
    const print = (line: string) => this.log(line);
    const end = isComparison(request)
      ? await runOnBoth(this.config, request, print)
      : await runCut(this.config, request, print);
    if ('exitCode' in end) process.exitCode = end.exitCode;
    return end;
  }
}
