import { RapidoError } from '../errors.js';
import type { Environment } from '../host.js';
import { type Cidr, parseAddress, parseCidr } from '../network/index.js';
import { runTool } from '../process/index.js';
import { hasFiles, runningDhcp } from './dhcp.js';
import { readSysctls } from './sysctls.js';
import type { Device, HostNetwork, HostRoute, TapUser } from './types.js';
import { findUser } from './user.js';

/** Of what `ip -json -details address show` prints for each device (iproute2, ip-link(8), ip-address(8)). */
interface IpDevice {
  readonly ifname: string;
  readonly flags: readonly string[];
  readonly mtu: number;
  readonly master?: string;
  readonly link?: string;
  readonly ifalias?: string;
  readonly linkinfo?: {
    readonly info_kind?: string;
    readonly info_data?: { readonly type?: string; readonly user?: string };
  };
  readonly addr_info?: readonly {
    readonly local: string;
    readonly prefixlen: number;
    readonly scope: string;
    readonly dynamic?: boolean;
  }[];
}

/** Of what `ip -json route show` prints for each route (ip-route(8)). */
interface IpRoute {
  readonly type?: string;
  readonly dst: string;
  readonly dev?: string;
  readonly nexthops?: readonly { readonly dev?: string }[];
}

/** Looks at the host's network, for which no privileges are needed. `dhcpDirectory` is that of the bridge's DHCP server. */
export async function readHostNetwork(
  bridge: string,
  dhcpDirectory: string,
  { variables }: Pick<Environment, 'variables'>,
): Promise<HostNetwork> {
  const [devices, routes4, routes6, sysctls, dhcp, dhcpFiles] = await Promise.all([
    readDevices({ variables }),
    ip(['-4', 'route', 'show', 'table', 'all'], variables),
    ip(['-6', 'route', 'show', 'table', 'all'], variables),
    readSysctls(bridge),
    runningDhcp(dhcpDirectory),
    hasFiles(dhcpDirectory),
  ]);
  return {
    devices,
    routes: [...routesOf(routes4 as IpRoute[], 4), ...routesOf(routes6 as IpRoute[], 6)],
    sysctls,
    dhcpFiles,
    ...(dhcp === undefined ? {} : { dhcp }),
  };
}

/** The network devices of the host. */
export async function readDevices({ variables }: Pick<Environment, 'variables'>): Promise<Device[]> {
  const devices = await ip(['-details', 'address', 'show'], variables);
  const found = (devices as IpDevice[]).filter((device) => device.ifname !== undefined);
  const owners = await ownersOf(found, variables);
  return found.map((device) => deviceOf(device, owners));
}

async function ip(args: readonly string[], variables: Environment['variables']): Promise<unknown[]> {
  const { status, stdout, stderr } = await runTool('ip', ['-json', ...args], { variables });
  try {
    if (status === 0) return JSON.parse(stdout || '[]');
  } catch {} // told below
  throw new RapidoError('HOST', `Cannot look at the network: "ip -json ${args.join(' ')}": ${stderr.trim()}`, {
    hint: 'iproute2 4.18 or newer is needed: ip -V',
  });
}

function deviceOf(device: IpDevice, owners: ReadonlyMap<string, TapUser>): Device {
  const { ifname, flags, mtu, master, link, ifalias, linkinfo, addr_info = [] } = device;
  const kind = linkinfo?.info_kind === 'tun' ? (linkinfo.info_data?.type ?? 'tun') : linkinfo?.info_kind;
  const owner = owners.get(linkinfo?.info_data?.user ?? '');
  const addresses = addr_info
    .filter(({ scope, dynamic }) => scope !== 'link' && !dynamic)
    .flatMap(({ local, prefixlen }) => parseCidr(`${local}/${prefixlen}`) ?? []);
  return {
    name: ifname,
    up: flags.includes('UP'),
    carrier: flags.includes('LOWER_UP'),
    mtu,
    addresses,
    ...(kind === undefined ? {} : { kind }),
    ...(ifalias === undefined ? {} : { alias: ifalias }),
    ...(master === undefined ? {} : { master }),
    ...(link === undefined || kind === 'veth' ? {} : { lower: link }), // a veth's is its other end
    ...(owner === undefined ? {} : { owner }),
  };
}

/** iproute2 names the owner of a tap, or gives its number where it has no name. */
async function ownersOf(
  devices: readonly IpDevice[],
  variables: Environment['variables'],
): Promise<ReadonlyMap<string, TapUser>> {
  const names = new Set(devices.flatMap(({ linkinfo }) => linkinfo?.info_data?.user ?? []));
  const owners = await Promise.all([...names].map(async (name) => [name, await findUser(name, variables)] as const));
  return new Map(owners.flatMap(([name, user]) => (user === undefined ? [] : [[name, user] as const])));
}

function routesOf(routes: readonly IpRoute[], family: 4 | 6): HostRoute[] {
  return routes.flatMap(({ type = 'unicast', dst, dev, nexthops = [] }) => {
    const to = type === 'unicast' ? destination(dst, family) : undefined;
    if (to === undefined) return [];
    const devices = [dev, ...nexthops.map((hop) => hop.dev)].filter((name) => name !== undefined);
    return devices.map((device) => ({ to, device }));
  });
}

/** `default`, a network, or an address alone. */
function destination(text: string, family: 4 | 6): Cidr | undefined {
  if (text === 'default') return { family, address: family === 4 ? '0.0.0.0' : '::', prefix: 0 };
  const address = parseAddress(text);
  return address ? { ...address, prefix: address.family === 4 ? 32 : 128 } : parseCidr(text);
}
