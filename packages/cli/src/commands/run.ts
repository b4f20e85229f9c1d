import { Args } from '@oclif/core';
import type { Verdict } from '@rapido/core';
import { RapidoCommand } from '../command.js';
import { bootFlags } from '../flags/boot-flags.js';
import { cutFlags } from '../flags/cut-flags.js';
import { suiteFlags, testFlags } from '../flags/suite-flags.js';
import { vmsFlags } from '../flags/vms-flags.js';
import type { CutPlanView } from '../render/cut-plan.js';
import { type BeforeAfter, isComparison, runOnBoth } from '../verbs/before-after.js';
import type { RunPlanView } from '../verbs/cut.js';
import { prepareRun } from '../verbs/prepare-run.js';
import { runCut } from '../verbs/run-cut.js';

export default class Run extends RapidoCommand {
  static override readonly summary = 'Cut an image and boot it: from a changed kernel to a verdict.';
  static override readonly description = [
    'Without steps and on a terminal, you get the console of the VM; Ctrl-A x ends it. With -x or -f the VM runs them and ends, their output is on standard output, and the exit code tells what came of it (`rapido help exit-codes`). A cut with a test suite runs it, with what stands after --, unless there are only steps; `rapido results` shows its tests.',
    "Several cuts, each as NAME=CUT, are several VMs in one run. They boot at once and know each other by name; one that needs a server waits until it is ready, and servers end when the others have. What is for one VM: -x and -f as '@NAME CMD'; --set as NAME:KEY=VALUE; and as @NAME=VALUE the values of --kernel, --memory, --cpus, --gdb, --append, --disk, --get, --bin, --kmod, --file, --tree and --manifest. All other flags are for all VMs (docs/several-vms.md).",
  ].join('\n\n');
  static override readonly usage = 'run [NAME=]CUT [NAME=CUT]... [FLAGS] [-- SUITE ARGUMENTS]';
  static override readonly args = {
    cut: Args.string({
      description:
        'Name of a cut, or the file of one (.js, .fest); of several each as NAME=CUT, for a VM of that name.',
      required: true,
      multiple: true,
    }),
  };
  static override readonly flags = {
    ...cutFlags,
    ...bootFlags,
    ...testFlags,
    ...suiteFlags,
    ...vmsFlags,
  };
  static override readonly examples = [
    { description: 'A shell on the kernel', command: '<%= config.bin %> run simple-example' },
    { description: 'One command, and its exit code', command: "<%= config.bin %> run simple-example -x 'uname -r'" },
    { description: 'VMs that reach each other, in several terminals', command: '<%= config.bin %> run simple-network' },
    {
      description: 'A test of your own on the kernel you have just built',
      command: '<%= config.bin %> run simple-example --kernel ~/linux -f ./test.sh --timeout 5m',
    },
    {
      description: 'A server and a client',
      command: "<%= config.bin %> run srv=samba-xfs cli=cifs --net mesh -x '@cli ls /mnt/cifs'",
    },
    { description: 'Tests of a suite, over two VMs', command: '<%= config.bin %> run fstests-xfs -j 2 -- -g quick' },
    {
      description: 'What does a change break?',
      command: '<%= config.bin %> run fstests-xfs -k ~/linux-before -k ~/linux -- -g quick',
    },
  ];

  async run(): Promise<Verdict | CutPlanView | RunPlanView | BeforeAfter> {
    const { args, flags, raw } = await this.parse(Run);
    const print = (line: string) => this.log(line);
    const request = await prepareRun(this.config, {
      ...{ words: args.cut, flags, raw, suiteWords: this.rest },
      json: this.jsonEnabled(),
    });
    const end = isComparison(request)
      ? await runOnBoth(this.config, request, print)
      : await runCut(this.config, request, print);
    if ('exitCode' in end) process.exitCode = end.exitCode;
    return end;
  }
}
