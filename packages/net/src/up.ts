import type { NetCommandDefinition, NetPlan } from '@rapido/kit';
import { dryRun, vms } from './flags.js';
import { outcomesOfUp, rowsOf } from './outcomes.js';

export const up: NetCommandDefinition = {
  summary: 'Make the bridge and the taps on which VMs reach each other and the host.',
  description:
    'Takes root, once after each boot of the host; VMs themselves then need none. What is there already is left as it is, ' +
    'and what differs from the settings is changed, if Rapido made it. If anything fails, all is undone. The settings are ' +
    'BR_DEV, BR_ADDR, BR_IF, BR_MTU, BR_DHCP_SRV_RANGE, TAP_USER and VM_NET_CONF.',
  examples: [
    { description: 'The bridge, and taps for eight VMs', command: 'sudo <%= config.bin %> net up' },
    {
      description: 'For two VMs, owned by somebody else',
      command: 'sudo <%= config.bin %> net up --vms 2 --set TAP_USER=eva',
    },
    { description: 'See the commands first, which takes no root', command: '<%= config.bin %> net up --dry-run' },
    {
      description: 'With IPv6, and a DHCP server',
      command:
        'sudo <%= config.bin %> net up --set "BR_ADDR=10.9.0.1/24 fd00:9::1/64" --set BR_DHCP_SRV_RANGE=10.9.0.10,10.9.0.99,12h',
    },
  ],
  flags: {
    'dry-run': dryRun,
    vms,
    yes: { type: 'boolean', char: 'y', summary: 'Attach the interface BR_IF without asking.' },
  },
  async run(net) {
    const plan = await net.planUp(net.flags['vms'] as number | undefined);
    const { bridge, things, commands, attaches } = plan;
    if (net.flags['dry-run']) {
      for (const command of commands) net.print(command);
      return { bridge, things, commands, dryRun: true };
    }
    await net.checkPrivileges(plan);
    if (attaches !== undefined && !net.flags['yes']) {
      await net.confirm(questionOf(attaches, bridge));
    }
    await net.carryOut(plan);
    const outcomes = outcomesOfUp(things);
    net.printTable(rowsOf(outcomes));
    net.print('\nVMs that want a network are on it from now on: rapido run simple-network');
    return { bridge, things: outcomes, commands, dryRun: false };
  },
};

function questionOf({ interface: port, addresses }: NonNullable<NetPlan['attaches']>, bridge: string): string {
  const lost = addresses.length === 0 ? '' : ` This host will not be reached by ${addresses.join(' ')} any more.`;
  return `${port} will be a port of ${bridge}, and VMs will be on its network.${lost} Go on?`;
}
