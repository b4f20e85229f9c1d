import { readFile } from 'node:fs/promises';
import { type Device, servedRange } from '../bridge/index.js';
import { type Config, textOf } from '../config/index.js';
import { RapidoError } from '../errors.js';
import type { Environment } from '../host.js';
import type { Image } from '../image/types.js';
import {
  bridgeAddresses,
  type Cidr,
  configuredNetConf,
  defaultNic,
  HIGHEST_VM,
  hostsFile,
  macOf,
  type NetMode,
  type Nic,
  type Peer,
  rangePeers,
  tapsOf,
  vmName,
} from '../network/index.js';
import { mayUseBridge, requireTaps } from './host-bridge.js';

/** What the network of a VM is made from. */
export interface NetworkOptions {
  readonly environment: Environment;
  readonly config: Config;
  /** What VMs are called besides their hostnames, by number. */
  readonly names?: ReadonlyMap<number, string>;
}

/** A VM's place in the network: who it is, and what its interfaces are. */
export interface VmNetwork {
  readonly mode: NetMode;
  readonly hostname: string;
  readonly nics: readonly Nic[];
  /** hosts(5) of the guest. */
  readonly hosts: string;
  /** What is odd about VM_NET_CONF, or does not fit the bridge. */
  readonly warnings: readonly string[];
}

/** How VMs of this image are connected: as `--net` or VM_NET say, else over the bridge if it is there for us, else over the mesh. */
export async function chooseNet({ path, record }: Image, options: NetworkOptions): Promise<NetMode> {
  const { config } = options;
  const wanted = textOf(config, 'VM_NET') as NetMode | undefined;
  if (record.vm.network) return wanted ?? (await usualMode(options));
  if (config.entries['VM_NET']?.origin?.kind !== 'flag' || wanted === 'none') return 'none';
  throw new RapidoError('NETWORK', `--net ${wanted}: the image ${path} was cut without what a network needs.`, {
    hint: `Cut it with that: rapido run ${record.cut} --net ${wanted}`,
    outcome: 'usage',
  });
}

async function usualMode({ environment, config }: NetworkOptions): Promise<NetMode> {
  return (await mayUseBridge(bridgeName(config), environment)) ? 'bridge' : 'mesh';
}

/** What VM `number` is in the network. Throws a RapidoError where its tap devices are not there, or somebody else's. */
export async function vmNetwork(mode: NetMode, number: number, options: NetworkOptions): Promise<VmNetwork> {
  if (mode === 'none') return { mode, hostname: vmName(number), nics: [], hosts: '', warnings: [] };
  const { config } = options;
  // QEMU's user network has addresses of its own.
  const { vms, warnings: oddities } = mode === 'user' ? NOTHING_CONFIGURED : await configuredNetConf(config);
  const conf = vms.find((vm) => vm.number === number);
  const taps = tapsOf(vms, number);
  const host =
    mode === 'bridge'
      ? await requireTaps(taps, { number, bridge: bridgeName(config), environment: options.environment })
      : undefined;
  const bridge = host?.addresses ?? bridgeAddresses(textOf(config, 'BR_ADDR') ?? '');
  const range = mode === 'bridge' ? await servedRange(bridgeName(config)) : undefined;
  const { dhcp, networks, requests } = numbering(mode, bridge, range);
  const request = requests.find((peer) => peer.number === number)?.address;
  const machine = await machineId();
  const nics = taps.map((tap, index): Nic => {
    const nic = conf?.nics[index]?.config ?? defaultNic(mode, { number, bridge, dhcp, vms });
    const mtu = nic.mtu ?? unusual(host?.taps.get(tap)?.mtu);
    return {
      ...{ ...nic, tap, mac: nic.mac ?? macOf(machine, number, index) },
      ...(mtu === undefined ? {} : { mtu }),
      ...(nic.dhcp && request !== undefined && index === 0 ? { dhcpRequest: request } : {}),
    };
  });
  const hostname = conf?.hostname ?? vmName(number);
  const hosts = hostsFile({
    ...{ hostname, number, nics, vms, bridge: networks, others: requests },
    ...(options.names === undefined ? {} : { names: options.names }),
  });
  const warnings = [
    ...oddities,
    ...(mode === 'bridge' && range === undefined ? noServer(config) : []),
    ...(host ? tooLarge(nics, host.taps) : []),
  ];
  return { mode, hostname, nics, hosts, warnings };
}

function noServer(config: Config): string[] {
  const wanted = textOf(config, 'BR_DHCP_SRV_RANGE');
  if (wanted === undefined) return [];
  return [`BR_DHCP_SRV_RANGE is ${wanted}, but no DHCP server runs on the bridge: sudo rapido net up`];
}

function tooLarge(nics: readonly Nic[], taps: ReadonlyMap<string, Device>): string[] {
  return nics.flatMap(({ tap, mtu }) => {
    const most = taps.get(tap)?.mtu;
    if (mtu === undefined || most === undefined || mtu <= most) return [];
    return [`MTUBytes=${mtu} is more than ${tap} carries (${most}): larger packets are lost. BR_MTU is for all taps.`];
  });
}

/** Where VMs are by their numbers: in networks with static addresses, or at what they ask the bridge's DHCP server for. */
function numbering(
  mode: NetMode,
  bridge: readonly Cidr[],
  range: string | undefined,
): { readonly dhcp: boolean; readonly networks: readonly Cidr[]; readonly requests: readonly Peer[] } {
  if (mode === 'user') return { dhcp: false, networks: [], requests: [] };
  if (range === undefined) return { dhcp: false, networks: bridge, requests: [] };
  return {
    dhcp: true,
    networks: bridge.filter(({ family }) => family === 6),
    requests: rangePeers(range, bridge, HIGHEST_VM),
  };
}

const NOTHING_CONFIGURED = { vms: [], warnings: [] };

/** The MTU of a tap, where the guest has to be told of it. */
function unusual(mtu?: number): number | undefined {
  return mtu === ETHERNET_MTU ? undefined : mtu;
}

const ETHERNET_MTU = 1500;

function bridgeName(config: Config): string {
  return textOf(config, 'BR_DEV') ?? '';
}

/** Tells machines apart whose VMs are on one network. */
async function machineId(): Promise<string> {
  return readFile('/etc/machine-id', 'utf8').catch(() => '');
}
