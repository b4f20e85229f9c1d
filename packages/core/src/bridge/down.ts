import type { NetThing } from '@rapido/kit';
import { ip } from './command-line.js';
import { stopCommand } from './dhcp.js';
import { attachedTo, isOurs } from './mark.js';
import { type BridgePlan, planOf } from './plan.js';
import { describeDevice } from './refusals.js';
import type { Command, HostNetwork, Part, Step } from './types.js';

/**
 * What removes all that `up` has made: the DHCP server, the marked taps that are ports of the bridge or of nothing, and
 * the bridge. What was attached to it is released. Nothing is put back if a step fails: what is left, the next time.
 */
export function planDown(bridge: string, host: HostNetwork, dhcpDirectory: string): BridgePlan {
  const parts = [...planDhcp(bridge, host, dhcpDirectory), ...planTaps(bridge, host), ...planBridge(bridge, host)];
  return planOf(
    bridge,
    parts,
    parts.flatMap(({ steps }) => steps),
    { directory: dhcpDirectory },
  );
}

function planDhcp(bridge: string, { dhcp }: HostNetwork, directory: string): Part[] {
  return dhcp === undefined ? [] : [part('dhcp', bridge, 'there', '', stopCommand(directory))];
}

function planTaps(bridge: string, { devices }: HostNetwork): Part[] {
  return devices
    .filter((tap) => tap.kind === 'tap' && isOurs(tap) && (tap.master === undefined || tap.master === bridge))
    .map(({ name, carrier, owner }) => {
      const use = carrier ? ', which a VM used' : '';
      return part('tap', name, 'there', `of ${owner?.name ?? 'nobody'}${use}`, ip('link', 'delete', 'dev', name));
    });
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

function part(kind: NetThing['kind'], name: string, state: NetThing['state'], text: string, command?: Command): Part {
  const steps: Step[] = command === undefined ? [] : [{ command, undo: [] }];
  return { thing: { kind, name, state, text }, steps };
}
