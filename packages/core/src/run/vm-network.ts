import { readFile } from 'node:fs/promises';
import { type Device, readDevices } from '../bridge/index.js';
import { type Config, textOf } from '../config/index.js';
import { RapidoError } from '../errors.js';
import type { Environment } from '../host.js';
import type { Image } from '../image/types.js';
import {
  bridgeAddresses,
  type Cidr,
  defaultNic,
  hostsFile,
  macOf,
  type NetMode,
  type Nic,
  type Peer,
  rangePeers,
  readNetConf,
  tapsOf,
  vmName,
} from '../network/index.js';

/** What the network of a VM is made from. */
export interface NetworkOptions {
  readonly environment: Environment;
  readonly config: Config;
}

/** A VM's place in the network: who it is, and what its interfaces are. */
export interface VmNetwork {
  readonly mode: NetMode;
  readonly hostname: string;
  readonly nics: readonly Nic[];
  /** hosts(5) of the guest. */
  readonly hosts: string;
  /** What is odd about VM_NET_CONF. */
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
  const devices = await readDevices(environment);
  return devices.some((device) => isBridge(device, config)) ? 'bridge' : 'mesh';
}

/** What VM `number` is in the network. Throws a RapidoError where its tap devices are not there, or somebody else's. */
export async function vmNetwork(mode: NetMode, number: number, options: NetworkOptions): Promise<VmNetwork> {
  if (mode === 'none') return { mode, hostname: vmName(number), nics: [], hosts: '', warnings: [] };
  const { config } = options;
  // QEMU's user network has addresses of its own.
  const { vms, warnings } = await readNetConf(mode === 'user' ? undefined : textOf(config, 'VM_NET_CONF'));
  const conf = vms.find((vm) => vm.number === number);
  const taps = tapsOf(vms, number);
  const host = mode === 'bridge' ? await checkedBridge({ number, taps }, options) : undefined;
  const bridge = host?.addresses ?? bridgeAddresses(textOf(config, 'BR_ADDR') ?? '');
  const { dhcp, networks, requests } = numbering(mode, bridge, config);
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
  const hosts = hostsFile({ hostname, number, nics, vms, bridge: networks, others: requests });
  return { mode, hostname, nics, hosts, warnings };
}

/** Where VMs are by their numbers: in networks with static addresses, or at what they ask the bridge's DHCP server for. */
function numbering(
  mode: NetMode,
  bridge: readonly Cidr[],
  config: Config,
): { readonly dhcp: boolean; readonly networks: readonly Cidr[]; readonly requests: readonly Peer[] } {
  if (mode === 'user') return { dhcp: false, networks: [], requests: [] };
  const range = mode === 'bridge' ? textOf(config, 'BR_DHCP_SRV_RANGE') : undefined;
  if (range === undefined) return { dhcp: false, networks: bridge, requests: [] };
  return {
    dhcp: true,
    networks: bridge.filter(({ family }) => family === 6),
    requests: rangePeers(range, bridge, HIGHEST_NUMBER),
  };
}

const HIGHEST_NUMBER = 99;

/** The MTU of a tap, where the guest has to be told of it. */
function unusual(mtu?: number): number | undefined {
  return mtu === ETHERNET_MTU ? undefined : mtu;
}

const ETHERNET_MTU = 1500;

/** The bridge and its taps, when this user may use these of them. */
async function checkedBridge(
  { number, taps: names }: { readonly number: number; readonly taps: readonly string[] },
  { environment, config }: NetworkOptions,
): Promise<{ readonly addresses: readonly Cidr[]; readonly taps: ReadonlyMap<string, Device> }> {
  const devices = await readDevices(environment);
  const bridge = devices.find((device) => isBridge(device, config));
  if (bridge === undefined) {
    throw new RapidoError('NETWORK', `There is no bridge ${textOf(config, 'BR_DEV')} to connect the VM to.`, {
      hint: 'Make it: sudo rapido net up\nOr do without: --net mesh or --net user, which need no root.',
    });
  }
  const ports = devices.filter(({ kind, master }) => kind === 'tap' && master === bridge.name);
  const taps = new Map(ports.map((tap) => [tap.name, tap]));
  for (const name of names) checkTap(name, taps.get(name), { number, bridge: bridge.name });
  return { addresses: bridge.addresses, taps };
}

function checkTap(name: string, tap: Device | undefined, { number, bridge }: { number: number; bridge: string }): void {
  const up = `sudo rapido net up --vms ${number}`;
  if (tap === undefined) {
    throw new RapidoError('NETWORK', `VM ${number} needs the tap device ${name}, which ${bridge} does not have.`, {
      hint: `Make it: ${up}`,
    });
  }
  const uid = process.getuid?.() ?? 0;
  if (uid !== 0 && tap.owner?.uid !== uid) {
    const whose = tap.owner === undefined ? 'nobody' : tap.owner.name;
    throw new RapidoError('NETWORK', `The tap device ${name} belongs to ${whose}, not to you (user ${uid}).`, {
      hint: `Make it yours: ${up} --set TAP_USER=${uid}\nOr do without: --net mesh or --net user.`,
    });
  }
  if (tap.carrier) {
    throw new RapidoError('NETWORK', `The tap device ${name} is in use by another process.`, {
      hint: `Find out who has it open: sudo grep -l "iff:.*${name}" /proc/[0-9]*/fdinfo/*`,
    });
  }
}

function isBridge({ name, kind }: Device, config: Config): boolean {
  return kind === 'bridge' && name === textOf(config, 'BR_DEV');
}

/** Tells machines apart whose VMs are on one network. */
async function machineId(): Promise<string> {
  return readFile('/etc/machine-id', 'utf8').catch(() => '');
}
