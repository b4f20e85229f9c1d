import { Args } from '@oclif/core';
import { compareResults, RapidoError, type ResultsComparison } from '@rapido/core';
import { RapidoCommand } from '../command.js';
import { formatComparison } from '../render/comparison.js';
import { pageOf } from '../render/page.js';
import { isWorse } from '../verbs/before-after.js';
import { suiteRun } from '../verbs/rerun.js';

export default class Compare extends RapidoCommand {
  static override readonly summary = 'Compare the tests of two runs: new failures, fixed, flaky, slower.';
  static override readonly description =
    'Tests are the same by their names and sections, whatever the kernel. A test is slower that takes half as long again, and 2 s more. The exit code is 1 where there are new failures, or tests that the later run did not get to.';
  static override readonly usage = 'compare BEFORE [AFTER]';
  static override readonly args = {
    before: Args.string({ description: 'Name of the earlier run, a part of it, or its directory.', required: true }),
    after: Args.string({ description: 'The later run; the last one unless given.' }),
  };
  static override readonly examples = [
    { description: 'The last run with an earlier one', command: '<%= config.bin %> compare 2026-11-22T23-54-19' },
    { description: 'Two runs, for a program', command: '<%= config.bin %> compare 22T23-54 23T00-10 --json' },
  ];

  async run(): Promise<ResultsComparison> {
    const { args } = await this.parse(Compare);
    this.refuseRest('compare');
    const [before, after] = [await suiteRun(args.before), await suiteRun(args.after)];
    if (before.run.path === after.run.path) {
      throw new RapidoError('USAGE', `Both are the same run, ${after.run.name}.`, {
        hint: 'Name two runs, the earlier one first; rapido results --list shows all.',
      });
    }
    const comparison = compareResults(before.results, after.results);
    if (isWorse(comparison)) process.exitCode = 1;
    this.logToStderr(`before: ${before.run.name}, kernel ${before.results.kernel.release}`);
    this.logToStderr(`after:  ${after.run.name}, kernel ${after.results.kernel.release}`);
    for (const line of formatComparison(comparison, pageOf(process.stdout))) this.log(line);
    return comparison;
  }
}
