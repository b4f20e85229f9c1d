import type { NetCommandDefinition, NetStatus } from '@rapido/kit';
import { vms } from './flags.js';

export const status: NetCommandDefinition = {
  summary: 'Show the bridge and the taps, and what keeps VMs from talking.',
  description: 'Takes no root, though only root may look at the packet filter of the host.',
  examples: [{ description: 'What is there', command: '<%= config.bin %> net status' }],
  flags: { vms },
  async run(net) {
    const found = await net.status(net.flags['vms'] as number | undefined);
    net.printTable(rowsOf(found));
    for (const { name, found: what, fix } of found.findings) {
      net.print(`\n${name}: ${what}`);
      for (const line of fix?.split('\n') ?? []) net.print(`  ${line}`);
    }
    if (found.bridge.state === 'missing') net.print('\nTo make the bridge: sudo rapido net up');
    return found;
  },
};

function rowsOf({ bridge, attached, taps, dhcp }: NetStatus): string[][] {
  return [
    ['bridge', bridge.name, describeBridge(bridge)],
    ...(attached === undefined ? [] : [['interface', attached, `port of ${bridge.name}`]]),
    ...taps.map((tap) => ['tap', tap.name, describeTap(tap, bridge.name)]),
    ...(bridge.state === 'there' ? [['DHCP server', '', dhcp.running ? `gives out ${dhcp.range}` : 'none']] : []),
  ];
}

function describeBridge({ state, up, addresses, mtu, description }: NetStatus['bridge']): string {
  if (state === 'missing') return 'not there';
  if (state === 'foreign') return `not made by Rapido: ${description}`;
  return [up ? 'up' : 'down', addresses.join(' ') || 'no address', `MTU ${mtu}`].join(', ');
}

function describeTap({ owner, inUse, ours, master }: NetStatus['taps'][number], bridge: string): string {
  return [
    owner === undefined ? 'of nobody' : `of ${owner}`,
    inUse ? 'a VM uses it' : 'free',
    ...(master === bridge ? [] : [`no port of ${bridge}`]),
    ...(ours ? [] : ['not made by Rapido']),
  ].join(', ');
}
