import { Args, Flags } from '@oclif/core';
import { findRun, listRuns, RapidoError, readResults, type StoredRun, type TestResult } from '@rapido/core';
import { RapidoCommand } from '../../command.js';
import { surroundings } from '../../process/surroundings.js';
import { pageOf } from '../../render/page.js';
import { formatRun, formatRuns } from '../../render/results.js';
import { formatTests } from '../../render/tests.js';
import { parseStatuses, STATUSES } from '../../text/test-status.js';
import { suiteRun } from '../../verbs/rerun.js';

export default class Results extends RapidoCommand {
  static override readonly summary = 'Show what came of a run, and where its logs and files lie.';
  static override readonly description =
    'The exit code is 0 whatever came of the run. `report.html` in its directory shows the same and the logs in a browser.';
  static override readonly usage = 'results [RUN] [FLAGS]';
  static override readonly args = {
    run: Args.string({ description: 'Name of a run, a part of it, or its directory; the last one unless given.' }),
  };
  static override readonly flags = {
    list: Flags.boolean({ char: 'l', summary: 'List all runs that are kept, the last one at the end.' }),
    path: Flags.boolean({ summary: 'Print only the directory of the run.' }),
    tests: Flags.boolean({ summary: 'List the tests of its suite: what came of each, how long it took, and why.' }),
    status: Flags.string({
      summary: `Only tests that came to one of these: ${STATUSES.join(', ')}.`,
      helpValue: 'STATUS,...',
    }),
  };
  static override readonly examples = [
    { description: 'What came of the last run?', command: '<%= config.bin %> results' },
    { description: 'Which runs are there?', command: '<%= config.bin %> results --list' },
    { description: 'Which tests were skipped, and why?', command: '<%= config.bin %> results --status skip' },
    { description: 'Look at the report', command: 'xdg-open "$(rapido results --path)/report.html"' },
  ];

  async run(): Promise<StoredRun | readonly StoredRun[] | readonly TestResult[]> {
    const { args, flags } = await this.parse(Results);
    this.refuseRest('results');
    const page = pageOf(process.stdout);
    const lists = flags.tests || flags.status !== undefined;
    const statuses = flags.status === undefined ? STATUSES : parseStatuses(flags.status);
    if (flags.list) {
      if (args.run !== undefined || flags.path || lists) {
        throw new RapidoError('USAGE', '--list shows all runs: it goes with neither the name nor anything of one.');
      }
      const runs = await listRuns(surroundings());
      if (runs.length === 0) this.logToStderr('There are no runs yet.');
      else for (const line of formatRuns(runs, page)) this.log(line);
      return runs;
    }
    if (lists) {
      if (flags.path) throw new RapidoError('USAGE', '--path prints a directory and nothing else: no tests.');
      const { tests } = (await suiteRun(args.run)).results;
      const chosen = tests.filter(({ status }) => statuses.includes(status));
      for (const line of formatTests(chosen, page)) this.log(line);
      if (chosen.length === 0) this.logToStderr(`None of its ${tests.length} tests came to that.`);
      return chosen;
    }
    const run = await findRun(surroundings(), args.run);
    if (flags.path) this.log(run.path);
    else for (const line of formatRun(run, page, await readResults(run.path))) this.log(line);
    return run;
  }
}
