import type { NetCommandDefinition } from '@rapido/kit';
import { dryRun } from './flags.js';
import { outcomesOfDown, rowsOf } from './outcomes.js';

export const down: NetCommandDefinition = {
  summary: 'Remove the bridge and the taps that "rapido net up" has made.',
  description:
    'Exactly those, by the alias that they carry, and the DHCP server of the bridge; interfaces that were attached to it ' +
    'are released. While VMs use the taps, nothing is removed, unless you say --yes.',
  examples: [
    { description: 'All of it', command: 'sudo <%= config.bin %> net down' },
    { description: 'See the commands first', command: '<%= config.bin %> net down --dry-run' },
  ],
  flags: {
    'dry-run': dryRun,
    yes: { type: 'boolean', char: 'y', summary: 'Go on while VMs use the taps: they lose their network for good.' },
  },
  async run(net) {
    const plan = await net.planDown(net.flags['yes'] === true || net.flags['dry-run'] === true);
    const { bridge, things, commands } = plan;
    if (net.flags['dry-run']) {
      for (const command of commands) net.print(command);
      return { bridge, things, commands, dryRun: true };
    }
    await net.checkPrivileges(plan);
    await net.carryOut(plan);
    const outcomes = outcomesOfDown(things);
    net.printTable(rowsOf(outcomes));
    if (things.length === 0) net.print(`Nothing to remove: there is no ${bridge}, and no tap that Rapido has made.`);
    return { bridge, things: outcomes, commands, dryRun: false };
  },
};
