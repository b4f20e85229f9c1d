import type { NetThing } from '@rapido/kit';
import { commandLine } from './command-line.js';
import { dhcpCommand, makeFilesCommand, removeFilesCommand, stopCommand } from './dhcp.js';
import { changeAddresses } from './plan-bridge.js';
import type { Command, DhcpPlace, HostNetwork, Part, Step, WantedBridge } from './types.js';

/**
 * The DHCP server, which is started anew when its range or an address of the bridge changes, or when the bridge is gone:
 * it listens on the one that was.
 */
export function planDhcp(wanted: WantedBridge, host: HostNetwork, { directory, mayChangeUser }: DhcpPlace): Part[] {
  const { bridge, dhcpRange: range } = wanted;
  const running = host.dhcp?.command;
  const command = range === undefined ? undefined : dhcpCommand(bridge, range, directory, mayChangeUser);
  const start = (words: Command): Step[] => [
    { command: makeFilesCommand(directory), undo: [removeFilesCommand(directory)] },
    { command: words, undo: [stopCommand(directory)] },
  ];
  const bridgeDevice = host.devices.find(({ name }) => name === bridge);
  const clean: Step = { command: removeFilesCommand(directory), undo: [] };
  const stop = (words: Command): Step[] => [
    { command: stopCommand(directory), undo: bridgeDevice ? start(words).map((step) => step.command) : [] },
    clean,
  ];
  const part = (state: NetThing['state'], text: string, steps: Step[]): Part[] => [
    { thing: { kind: 'dhcp', name: bridge, state, text }, steps },
  ];
  if (command === undefined) {
    if (running !== undefined) return part('differs', 'is stopped', stop(running));
    return host.dhcpFiles ? part('differs', 'had ended by itself', [clean]) : [];
  }
  const stale = bridgeDevice === undefined || changeAddresses(bridgeDevice, wanted.addresses).length > 0;
  const text = `gives out ${range}`;
  if (running === undefined) return part('missing', text, start(command));
  if (commandLine(running) === commandLine(command) && !stale) return part('there', text, []);
  return part('differs', text, [...stop(running), ...start(command)]);
}
