import { Args, Flags } from '@oclif/core';
import { findRun, listRuns, RapidoError, type StoredRun } from '@rapido/core';
import { RapidoCommand } from '../../command.js';
import { surroundings } from '../../process/surroundings.js';
import { looksOf } from '../../process/terminal.js';
import { formatRun, formatRuns } from '../../render/results.js';
import { styleFor } from '../../text/style.js';

/** Where there is no terminal that would wrap lines. */
const WIDE = 200;

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
  };
  static override readonly examples = [
    { description: 'What came of the last run?', command: '<%= config.bin %> results' },
    { description: 'Which runs are there?', command: '<%= config.bin %> results --list' },
    { description: 'Look at the report', command: 'xdg-open "$(rapido results --path)/report.html"' },
  ];

  async run(): Promise<StoredRun | readonly StoredRun[]> {
    const { args, flags } = await this.parse(Results);
    this.refuseRest('results');
    const looks = looksOf(process.stdout);
    const page = { columns: process.stdout.isTTY ? looks.columns : WIDE, style: styleFor(looks) };
    if (flags.list) {
      if (args.run !== undefined || flags.path) {
        throw new RapidoError('USAGE', '--list shows all runs: it goes with neither --path nor the name of one.');
      }
      const runs = await listRuns(surroundings());
      if (runs.length === 0) this.logToStderr('There are no runs yet.');
      else for (const line of formatRuns(runs, page)) this.log(line);
      return runs;
    }
    const run = await findRun(surroundings(), args.run);
    if (flags.path) this.log(run.path);
    else for (const line of formatRun(run, page)) this.log(line);
    return run;
  }
}
