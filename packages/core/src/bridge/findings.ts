import type { Check } from '../doctor/index.js';
import type { Environment } from '../host.js';
import { formatCidr } from '../network/index.js';
import { checkForwarding } from './forwarding.js';
import { checkManagers } from './managers.js';
import { attachedTo, isOurs } from './mark.js';
import { describeDevice } from './refusals.js';
import { FORWARDS_IPV6, forwards } from './sysctls.js';
import type { Device, HostNetwork, WantedBridge } from './types.js';

/** The usual reasons why VMs cannot talk over a bridge, each with what mends it; none where all is well. */
export async function bridgeFindings(
  wanted: WantedBridge,
  host: HostNetwork,
  environment: Pick<Environment, 'variables'>,
): Promise<Check[]> {
  const { bridge } = wanted;
  const taps = host.devices.filter((tap) => tap.master === bridge && tap.kind === 'tap');
  const [forwarding, managers] = await Promise.all([
    checkForwarding(bridge, [4, ...wanted.addresses.map(({ family }) => family)], environment),
    checkManagers([bridge, ...taps.map(({ name }) => name)], environment),
  ]);
  return [
    ...checkDevices(wanted, host),
    ...checkDhcp(wanted, host),
    ...checkIsolation(wanted, host),
    ...forwarding,
    ...managers,
  ];
}

/** An interface of the host that `up` has attached, and that is no port any more. */
function checkPort(bridge: Device, devices: readonly Device[]): Check[] {
  const name = attachedTo(bridge)?.interface;
  const device = devices.find((each) => each.name === name);
  if (name === undefined || device?.master === bridge.name) return [];
  const found = device === undefined ? 'is gone' : `is no port of ${bridge.name} any more`;
  return [{ name, status: 'warn', found, fix: 'sudo rapido net up, with BR_IF as it is to be' }];
}

/** A DHCP server that is to be there, and is not. */
function checkDhcp({ bridge, dhcpRange }: WantedBridge, { devices, dhcp, dhcpFiles }: HostNetwork): Check[] {
  const device = devices.find(({ name }) => name === bridge);
  if (device === undefined || !isOurs(device) || dhcp !== undefined) return [];
  const why = dhcpFiles ? 'has ended by itself' : dhcpRange && 'does not run, though BR_DHCP_SRV_RANGE is set';
  return why ? [{ name: 'DHCP server', status: 'warn', found: why, fix: 'sudo rapido net up' }] : [];
}

/** Ways out of the bridge by this host, which forwards what VMs send it. */
function checkIsolation({ bridge }: WantedBridge, { devices, sysctls }: HostNetwork): Check[] {
  const device = devices.find(({ name }) => name === bridge);
  if (device === undefined || !isOurs(device)) return [];
  const found = (family: string, fix: string): Check => ({
    ...{ name: 'isolation', status: 'warn', fix },
    found: `this host forwards ${family} from ${bridge}: VMs reach its other networks`,
  });
  const hasIpv6 = device.addresses.some(({ family }) => family === 6);
  return [
    ...(sysctls[forwards(bridge)] === '1' ? [found('IPv4', `sudo sysctl -w ${forwards(bridge)}=0`)] : []),
    ...(hasIpv6 && sysctls[FORWARDS_IPV6] === '1'
      ? [found('IPv6', `sudo ip6tables -I FORWARD -i ${bridge} ! -o ${bridge} -j DROP`)]
      : []),
  ];
}

function checkDevices({ bridge, addresses, taps, tapUser }: WantedBridge, { devices }: HostNetwork): Check[] {
  const device = devices.find(({ name }) => name === bridge);
  if (device === undefined) return [];
  const warn = (name: string, found: string, fix = 'sudo rapido net up'): Check => ({
    name,
    status: 'warn',
    found,
    fix,
  });
  if (!isOurs(device)) {
    return [warn(bridge, `not made by Rapido: ${describeDevice(device)}`, 'Set BR_DEV to another name.')];
  }
  const ports = devices.filter(({ master }) => master === bridge);
  const lost = taps.filter((tap) => !ports.some(({ name }) => name === tap));
  // How many VMs are to have a tap was said to `up`; only those that are named one by one must all be there.
  const missing = lost.length === taps.length ? lost : lost.filter((name) => !/^rapido-tap\d+$/.test(name));
  const lacking = addresses.map(formatCidr).filter((text) => !device.addresses.map(formatCidr).includes(text));
  return [
    ...(device.up ? [] : [warn(bridge, 'is down')]),
    ...checkPort(device, devices),
    ...(lacking.length === 0 ? [] : [warn(bridge, `lacks ${lacking.join(' ')} of BR_ADDR`)]),
    ...(missing.length === 0 ? [] : [warn('taps', `missing: ${missing.join(', ')}`)]),
    ...ports
      .filter((tap) => tap.kind === 'tap' && taps.includes(tap.name))
      .flatMap(({ name, owner, up }) => [
        ...(up ? [] : [warn(name, 'is down')]),
        ...(owner?.uid === tapUser.uid || tapUser.uid === 0
          ? []
          : [warn(name, `belongs to ${owner?.name ?? 'nobody'}, not to ${tapUser.name} (TAP_USER)`)]),
      ]),
  ];
}
