import type { NetStatus } from '@rapido/kit';
import type { Environment } from '../host.js';
import { formatCidr } from '../network/index.js';
import { bridgeFindings } from './findings.js';
import { attachedTo, isOurs } from './mark.js';
import { describeDevice } from './refusals.js';
import type { Device, HostNetwork, WantedBridge } from './types.js';

/** What of the wanted bridge is there, and why VMs may not be able to talk over it. */
export async function bridgeStatus(
  wanted: WantedBridge,
  host: HostNetwork,
  environment: Pick<Environment, 'variables'>,
): Promise<NetStatus> {
  const { bridge } = wanted;
  const device = host.devices.find(({ name }) => name === bridge);
  const ports = host.devices.filter(({ master }) => master === bridge);
  const ours = host.devices.filter((each) => each.kind === 'tap' && isOurs(each) && !ports.includes(each));
  const attached = ports.find(({ name }) => device && name === attachedTo(device)?.interface)?.name;
  const range = host.dhcp?.command.find((word) => word.startsWith('--dhcp-range='))?.split('=')[1];
  return {
    bridge: {
      name: bridge,
      state: device === undefined ? 'missing' : isOurs(device) ? 'there' : 'foreign',
      ...(device === undefined || isOurs(device) ? {} : { description: describeDevice(device) }),
      up: device?.up ?? false,
      addresses: device?.addresses.map(formatCidr) ?? [],
      ...(device === undefined ? {} : { mtu: device.mtu }),
    },
    ...(attached === undefined ? {} : { attached }),
    taps: [...ports, ...ours].filter(({ kind }) => kind === 'tap').map(tapOf),
    dhcp: { running: host.dhcp !== undefined, ...(range === undefined ? {} : { range }) },
    findings: device === undefined ? [] : await bridgeFindings(wanted, host, environment),
  };
}

function tapOf({ name, owner, carrier, up, master, ...device }: Device): NetStatus['taps'][number] {
  return {
    name,
    ours: isOurs({ name, carrier, up, ...device }),
    inUse: carrier,
    ...(owner === undefined ? {} : { owner: owner.name }),
    ...(master === undefined ? {} : { master }),
  };
}
