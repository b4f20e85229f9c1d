import { Flags } from '@oclif/core';
import { type CollectedRun, collectRuns, formatSize } from '@rapido/core';
import { RapidoCommand } from '../../command.js';
import { surroundings } from '../../process/surroundings.js';

export default class ResultsGc extends RapidoCommand {
  static override readonly summary = 'Remove the results of old runs.';
  static override readonly description =
    'Those of running VMs are kept. Without this command too, only the last 50 runs are kept.';
  static override readonly flags = {
    keep: Flags.integer({ min: 0, default: 10, helpValue: 'N', summary: 'Keep the last N runs.' }),
    'dry-run': Flags.boolean({ char: 'n', summary: 'Show what would be removed, and remove nothing.' }),
  };
  static override readonly examples = [
    '<%= config.bin %> results gc',
    { description: 'Would remove all', command: '<%= config.bin %> results gc --keep 0 --dry-run' },
  ];

  async run(): Promise<readonly CollectedRun[]> {
    const { flags } = await this.parse(ResultsGc);
    this.refuseRest('results gc');
    const dryRun = flags['dry-run'];
    const removed = await collectRuns(surroundings(), flags.keep, { dryRun });
    const bytes = removed.reduce((sum, run) => sum + run.bytes, 0);
    for (const { path } of removed) this.log(path);
    this.logToStderr(
      removed.length === 0
        ? 'There is nothing to remove.'
        : `${dryRun ? 'Would free' : 'Freed'} ${formatSize(bytes)} (${removed.length} ${removed.length === 1 ? 'run' : 'runs'}).`,
    );
    return removed;
  }
}
