import { Args, Flags } from '@oclif/core';
import type { Verdict } from '@rapido/core';
import { RapidoCommand } from '../command.js';
import { bootFlags } from '../flags/boot-flags.js';
import { cutFlags } from '../flags/cut-flags.js';
import { suiteFlags, testFlags } from '../flags/suite-flags.js';
import type { CutPlanView } from '../render/cut-plan.js';
import { type BeforeAfter, runOnBoth } from '../verbs/before-after.js';
import { prepareRun, runCut } from '../verbs/run-cut.js';

export default class Run extends RapidoCommand {
  static override readonly summary = 'Cut an image and boot it: from a changed kernel to a verdict.';
  static override readonly description =
    'Without steps and on a terminal, you get the console of the VM; Ctrl-A x ends it. With -x or -f the VM runs them and ends, their output is on standard output, and the exit code tells what came of it (`rapido help exit-codes`). A cut with a test suite runs it, with what stands after --, unless there are only steps; `rapido results` shows its tests.';
  static override readonly usage = 'run CUT [FLAGS] [-- SUITE ARGUMENTS]';
  static override readonly args = {
    cut: Args.string({ description: 'Name of a cut, or the file of one (.js, .fest).', required: true }),
  };
  static override readonly flags = {
    ...cutFlags,
    ...bootFlags,
    ...testFlags,
    ...suiteFlags,
    kernel: Flags.string({
      char: 'k',
      summary:
        'Use this kernel: a source or build directory, or an installed release. Two of them: run the suite on both, and compare.',
      helpValue: 'DIR|RELEASE',
      helpGroup: 'settings',
      multiple: true,
      multipleNonGreedy: true,
    }),
  };
  static override readonly examples = [
    { description: 'A shell on the kernel', command: '<%= config.bin %> run simple-example' },
    { description: 'One command, and its exit code', command: "<%= config.bin %> run simple-example -x 'uname -r'" },
    { description: 'VMs that reach each other, in several terminals', command: '<%= config.bin %> run simple-network' },
    {
      description: 'A test of your own on the kernel you have just built',
      command: '<%= config.bin %> run simple-example --kernel ~/linux -f ./test.sh --timeout 5m',
    },
    { description: 'Tests of a suite, over two VMs', command: '<%= config.bin %> run fstests-xfs -j 2 -- -g quick' },
    {
      description: 'What does a change break?',
      command: '<%= config.bin %> run fstests-xfs -k ~/linux-before -k ~/linux -- -g quick',
    },
  ];

  async run(): Promise<Verdict | CutPlanView | BeforeAfter> {
    const { args, flags, raw } = await this.parse(Run);
    const { kernel: kernels = [], ...others } = flags;
    const print = (line: string) => this.log(line);
    const request = await prepareRun(this.config, {
      ...{ cut: args.cut, flags: others, raw, words: this.rest },
      json: this.jsonEnabled(),
    });
    if (kernels.length > 1) {
      const compared = await runOnBoth(this.config, request, kernels, print);
      process.exitCode = compared.exitCode;
      return compared;
    }
    const [kernel] = kernels;
    const end = await runCut(this.config, { ...request, flags: { ...others, kernel } }, print);
    if ('exitCode' in end) process.exitCode = end.exitCode;
    return end;
  }
}
