import { Args, Flags } from '@oclif/core';
import { RapidoError, type RunningVm, stopVms } from '@rapido/core';
import { RapidoCommand } from '../command.js';
import { surroundings } from '../process/surroundings.js';

export default class Stop extends RapidoCommand {
  static override readonly summary = 'End a VM that runs, or all.';
  static override readonly description =
    'The rapido that the VM belongs to ends with exit code 143, and with it the other VMs of that run.';
  static override readonly args = { vm: Args.string({ description: 'Number or name, as `rapido ps` shows them.' }) };
  static override readonly flags = { all: Flags.boolean({ char: 'a', summary: 'End all of your VMs.' }) };
  static override readonly examples = ['<%= config.bin %> stop 1', '<%= config.bin %> stop --all'];

  async run(): Promise<readonly RunningVm[]> {
    const { args, flags } = await this.parse(Stop);
    this.refuseRest('stop');
    if ((args.vm === undefined) === !flags.all) {
      throw new RapidoError('USAGE', 'Which VM? Give its number or name, or --all, but not both.', {
        hint: 'rapido ps',
      });
    }
    const stopped = await stopVms(surroundings(), args.vm);
    const names = stopped.map(({ number, name }) => `${number} (${name})`);
    this.logToStderr(names.length === 0 ? 'No VM is running.' : `Ended: ${names.join(', ')}.`);
    return stopped;
  }
}
