import type { NetThing } from '@rapido/kit';
import { RapidoError } from '../errors.js';
import { removeUnborn } from './birth.js';
import { ip } from './command-line.js';
import { removeFilesCommand, stopCommand } from './dhcp.js';
import { attachedTo, isOurs } from './mark.js';
import { type BridgePlan, planOf } from './plan.js';
import { describeDevice } from './refusals.js';
import type { Command, Device, HostNetwork, Part, Step } from './types.js';

/**
 * What removes all that `up` has made: the DHCP server, the marked taps that are ports of the bridge or of nothing, and
 * the bridge. What was attached to it is released. Nothing is put back if a step fails: what is left, the next time.
 * Throws a RapidoError while VMs use taps, unless `evenInUse`: their QEMU would run in circles.
 */
export function planDown(bridge: string, host: HostNetwork, dhcpDirectory: string, evenInUse = false): BridgePlan {
  if (!evenInUse) refuseInUse(bridge, host);
  const parts = [...planDhcp(bridge, host, dhcpDirectory), ...planTaps(bridge, host), ...planBridge(bridge, host)];
  return planOf(bridge, parts, [...removeUnborn(host.devices), ...parts.flatMap(({ steps }) => steps)], {
    directory: dhcpDirectory,
  });
}

function refuseInUse(bridge: string, host: HostNetwork): void {
  const used = tapsOf(bridge, host).filter(({ carrier }) => carrier);
  if (used.length === 0) return;
  throw new RapidoError('HOST', `VMs use ${used.map(({ name }) => name).join(', ')}: nothing was removed.`, {
    hint: 'End them first: `rapido ps`, `rapido stop`; or go on with --yes, which they will not survive on the network.',
  });
}

function planDhcp(bridge: string, { dhcp, dhcpFiles }: HostNetwork, directory: string): Part[] {
  const text = dhcp === undefined ? 'which had ended by itself' : '';
  const stop = dhcp === undefined ? [] : [stopCommand(directory)];
  const commands = dhcp === undefined && !dhcpFiles ? [] : [...stop, removeFilesCommand(directory)];
  return commands.length === 0 ? [] : [part('dhcp', bridge, 'there', text, ...commands)];
}

function planTaps(bridge: string, host: HostNetwork): Part[] {
  return tapsOf(bridge, host).map(({ name, carrier, owner }) => {
    const use = carrier ? ', which a VM used' : '';
    return part('tap', name, 'there', `of ${owner?.name ?? 'nobody'}${use}`, ip('link', 'delete', 'dev', name));
  });
}

function tapsOf(bridge: string, { devices }: HostNetwork): Device[] {
  return devices.filter(
    (tap) => tap.kind === 'tap' && isOurs(tap) && (tap.master === undefined || tap.master === bridge),
  );
}

function planBridge(bridge: string, { devices }: HostNetwork): Part[] {
  const device = devices.find(({ name }) => name === bridge);
  if (device === undefined) return [];
  if (!isOurs(device) || device.kind !== 'bridge') return [part('bridge', bridge, 'foreign', describeDevice(device))];
  const attached = attachedTo(device);
  const ports = devices.filter(
    ({ name, master, ...tap }) => master === bridge && !(tap.kind === 'tap' && isOurs({ name, ...tap })),
  );
  const releases = ports.map(({ name }) => {
    const down = attached?.interface === name && attached.wasDown ? ['down'] : [];
    return part('interface', name, 'there', `port of ${bridge}`, ip('link', 'set', 'dev', name, 'nomaster', ...down));
  });
  return [...releases, part('bridge', bridge, 'there', '', ip('link', 'delete', 'dev', bridge))];
}

function part(
  kind: NetThing['kind'],
  name: string,
  state: NetThing['state'],
  text: string,
  ...commands: Command[]
): Part {
  const steps: Step[] = commands.map((command) => ({ command, undo: [] }));
  return { thing: { kind, name, state, text }, steps };
}
