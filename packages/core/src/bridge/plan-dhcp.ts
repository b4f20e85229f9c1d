import { dirname } from 'node:path';
import type { NetThing } from '@rapido/kit';
import { commandLine } from './command-line.js';
import { dhcpCommand, stopCommand } from './dhcp.js';
import { changeAddresses } from './plan-bridge.js';
import type { Command, DhcpPlace, HostNetwork, Part, Step, WantedBridge } from './types.js';

/** The DHCP server, which is started anew when its range or an address of the bridge changes. */
export function planDhcp(wanted: WantedBridge, host: HostNetwork, { directory, mayChangeUser }: DhcpPlace): Part[] {
  const { bridge, dhcpRange: range } = wanted;
  const running = host.dhcp?.command;
  const command = range === undefined ? undefined : dhcpCommand(bridge, range, directory, mayChangeUser);
  const start = (words: Command): Step[] => [
    { command: ['mkdir', '-p', '-m', '700', dirname(directory), directory], undo: [] },
    { command: words, undo: [stopCommand(directory)] },
  ];
  const stop = (words: Command): Step[] => [
    { command: stopCommand(directory), undo: start(words).map((step) => step.command) },
  ];
  const part = (state: NetThing['state'], text: string, steps: Step[]): Part[] => [
    { thing: { kind: 'dhcp', name: bridge, state, text }, steps },
  ];
  if (command === undefined) return running === undefined ? [] : part('differs', 'is stopped', stop(running));
  const bridgeDevice = host.devices.find(({ name }) => name === bridge);
  const readdressed = bridgeDevice !== undefined && changeAddresses(bridgeDevice, wanted.addresses).length > 0;
  const text = `gives out ${range}`;
  if (running === undefined) return part('missing', text, start(command));
  if (commandLine(running) === commandLine(command) && !readdressed) return part('there', text, []);
  return part('differs', text, [...stop(running), ...start(command)]);
}
