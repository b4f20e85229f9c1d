import type { NetPlan } from '@rapido/kit';
import { RapidoError } from '../errors.js';
import { formatCidr } from '../network/index.js';
import { removeUnborn } from './birth.js';
import { commandLine } from './command-line.js';
import { planBridge } from './plan-bridge.js';
import { planDhcp } from './plan-dhcp.js';
import { planPorts } from './plan-ports.js';
import { planTap } from './plan-taps.js';
import { refusals } from './refusals.js';
import type { DhcpPlace, HostNetwork, Part, Step, WantedBridge } from './types.js';

/** What is to be done to the host, as data. */
export interface BridgePlan extends NetPlan {
  readonly steps: readonly Step[];
  /** Where our DHCP server of this bridge has its files. */
  readonly dhcpDirectory: string;
}

/**
 * What makes the host as wanted: nothing where it is so already, and only what differs where Rapido made it. Throws a
 * RapidoError that names everything which speaks against it.
 */
export function planUp(wanted: WantedBridge, host: HostNetwork, dhcp: DhcpPlace): BridgePlan {
  refuse(wanted, host);
  const parts = [
    planBridge(wanted, host),
    ...wanted.taps.map((name) => planTap(name, wanted, host)),
    ...planPorts(wanted, host),
    ...planDhcp(wanted, host, dhcp),
  ];
  // A server is stopped first and started last: in between, the addresses that it serves from may change.
  const steps = parts.flatMap((part) => part.steps);
  const stop = steps.filter(({ command: [program] }) => program === 'pkill' || program === 'rm');
  const newPort = parts.find(({ thing }) => thing.kind === 'interface' && thing.state === 'missing')?.thing.name;
  const port = host.devices.find(({ name }) => name === newPort);
  const attaches = port && { interface: port.name, addresses: port.addresses.map(formatCidr) };
  const rest = steps.filter((step) => !stop.includes(step));
  return planOf(wanted.bridge, parts, [...removeUnborn(host.devices), ...stop, ...rest], dhcp, attaches);
}

/** The plan that these steps are. */
export function planOf(
  bridge: string,
  parts: readonly Part[],
  steps: readonly Step[],
  { directory }: Pick<DhcpPlace, 'directory'>,
  attaches?: NetPlan['attaches'],
): BridgePlan {
  return {
    bridge,
    things: parts.map(({ thing }) => thing),
    commands: steps.map(({ command }) => commandLine(command)),
    steps,
    dhcpDirectory: directory,
    ...(attaches === undefined ? {} : { attaches }),
  };
}

function refuse(wanted: WantedBridge, host: HostNetwork): void {
  const found = refusals(wanted, host);
  const [first] = found;
  if (first === undefined) return;
  throw new RapidoError(first.code, found.map(({ message }) => message).join('\n'), {
    hint: [...new Set(found.map(({ hint }) => hint))].join('\n'),
  });
}
