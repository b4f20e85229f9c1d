import { formatCidr, overlaps } from '../network/index.js';
import { isOurs } from './mark.js';
import type { Device, HostNetwork, Refusal, WantedBridge } from './types.js';

/** Routes this short only stand in for the default route, as 0.0.0.0/1 and 128.0.0.0/1 of some VPNs do. */
const AS_GOOD_AS_DEFAULT = 1;

/** Everything about the host that speaks against the bridge, all at once. */
export function refusals(wanted: WantedBridge, host: HostNetwork): Refusal[] {
  const bridge = host.devices.find(({ name }) => name === wanted.bridge);
  return [
    ...(bridge === undefined || (isOurs(bridge) && bridge.kind === 'bridge') ? [] : [foreign('BR_DEV', bridge)]),
    ...wanted.taps.flatMap((name) => refuseTap(name, wanted, host)),
    ...refuseAddresses(wanted, host),
    ...refuseInterface(wanted, host),
  ];
}

/** What is known of a device, for people: `a bridge, up, with 10.0.0.1/24`. */
export function describeDevice({ kind, up, master, owner, alias, addresses }: Device): string {
  return [
    kind === undefined ? 'a physical device' : `a ${kind} device`,
    up ? 'up' : 'down',
    ...(master === undefined ? [] : [`port of ${master}`]),
    ...(owner === undefined ? [] : [`owned by ${owner.name}`]),
    ...(addresses.length === 0 ? [] : [`with ${addresses.map(formatCidr).join(' ')}`]),
    ...(alias === undefined ? [] : [`alias "${alias}"`]),
  ].join(', ');
}

function foreign(setting: string, device: Device): Refusal {
  const other = setting === 'BR_DEV' ? 'BR_DEV=another-name' : 'another name for the tap';
  return {
    code: 'HOST',
    message: `There is a ${device.name} that Rapido has not made: ${describeDevice(device)}.`,
    hint: `Use ${other}; or, if nobody needs it: sudo ip link delete dev ${device.name}`,
  };
}

function refuseTap(name: string, { bridge, tapUser }: WantedBridge, { devices }: HostNetwork): Refusal[] {
  const tap = devices.find((device) => device.name === name);
  if (tap === undefined) return [];
  if (!isOurs(tap) || tap.kind !== 'tap') return [foreign('VM_NET_CONF', tap)];
  if (tap.master !== undefined && tap.master !== bridge) {
    return [
      {
        code: 'HOST',
        message: `The tap ${name} is a port of ${tap.master}, another bridge than BR_DEV=${bridge}.`,
        hint: `Remove that one first: rapido net down --set BR_DEV=${tap.master}`,
      },
    ];
  }
  if (tap.owner?.uid === tapUser.uid || !tap.carrier) return [];
  return [
    {
      code: 'HOST',
      message: `The tap ${name} cannot be given to ${tapUser.name}: a VM of ${tap.owner?.name ?? 'another user'} uses it.`,
      hint: 'End that VM first: `rapido ps`, `rapido stop`.',
    },
  ];
}

/** An address of the bridge whose network something else of the host is in already. */
function refuseAddresses({ bridge, addresses }: WantedBridge, { devices, routes }: HostNetwork): Refusal[] {
  const others = devices.filter(({ name }) => name !== bridge);
  return addresses.flatMap((address) => {
    const route = routes.find(
      ({ to, device }) => device !== bridge && to.prefix > AS_GOOD_AS_DEFAULT && isGlobal(to) && overlaps(to, address),
    );
    const device = others.find((other) => other.addresses.some((own) => overlaps(own, address)));
    const own = device?.addresses.find((each) => overlaps(each, address));
    const what = route
      ? `the route to ${formatCidr(route.to)} through ${route.device}`
      : device && own && `the address ${formatCidr(own)} of ${device.name}`;
    if (!what) return [];
    return {
      code: 'CONFIG_VALUE' as const,
      message: `BR_ADDR: ${formatCidr(address)} overlaps with ${what}.`,
      hint: 'Give the bridge an address in a network that this host does not reach otherwise (`ip route`).',
    };
  });
}

/** Link-local and multicast networks are on every interface. */
function isGlobal(to: HostNetwork['routes'][number]['to']): boolean {
  return to.family === 4 || !/^(fe[89ab]|ff)/.test(to.address);
}

function refuseInterface(
  { bridge, interface: port }: WantedBridge,
  { devices, routes }: HostNetwork,
): readonly Refusal[] {
  if (port === undefined) return [];
  const refuse = (why: string, hint: string): Refusal[] => [
    { code: 'CONFIG_VALUE', message: `BR_IF: ${port} ${why}.`, hint },
  ];
  const device = devices.find(({ name }) => name === port);
  if (device === undefined) {
    const names = devices.filter(({ kind, name }) => kind === undefined && name !== 'lo').map(({ name }) => name);
    return refuse('does not exist', `There are: ${names.join(', ') || 'none'} (ip -brief link)`);
  }
  if (port === 'lo') return refuse('is the loopback device', 'BR_IF is a network interface to the outside, or unset.');
  if (device.master !== undefined && device.master !== bridge) {
    return refuse(`is a port of ${device.master} already`, `sudo ip link set dev ${port} nomaster`);
  }
  if (carriesDefaultRoute(port, devices, routes)) {
    return refuse(
      'carries the default route: as a port of the bridge it would cut this host off',
      'Use an interface that this host does not need, or unset BR_IF; `--net user` gives a VM a way out.',
    );
  }
  return [];
}

/** By itself, or as what the device of the default route stands on: a VLAN, a bond, a bridge. */
function carriesDefaultRoute(port: string, devices: readonly Device[], routes: HostNetwork['routes']): boolean {
  const carriers = new Set(routes.filter(({ to }) => to.prefix <= AS_GOOD_AS_DEFAULT).map(({ device }) => device));
  for (const carrier of carriers) {
    // A set is gone through to its end, also of what is added meanwhile.
    for (const { name, lower, master } of devices) {
      if (master === carrier) carriers.add(name);
      if (name === carrier && lower !== undefined) carriers.add(lower);
    }
  }
  return carriers.has(port);
}
