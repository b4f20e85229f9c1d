import { readFile } from 'node:fs/promises';
import { userInfo } from 'node:os';
import { type Config, textOf } from '../config/index.js';
import { RapidoError } from '../errors.js';
import type { Environment } from '../host.js';
import type { Image } from '../image/types.js';
import {
  bridgeAddresses,
  defaultNic,
  hostsFile,
  macOf,
  type NetMode,
  type Nic,
  readNetConf,
  tapsOf,
  vmName,
} from '../network/index.js';
import { type HostBridge, readBridge, type Tap } from './host-bridge.js';

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
  return (await readBridge(environment, bridgeName(config))) ? 'bridge' : 'mesh';
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
  const dhcp = mode === 'bridge' && textOf(config, 'BR_DHCP_SRV_RANGE') !== undefined;
  // Of the others, what a DHCP server gives them is not known.
  const known = mode === 'user' ? [] : bridge.filter(({ family }) => !(dhcp && family === 4));
  const machine = await machineId();
  const nics = taps.map((tap, index): Nic => {
    const nic = conf?.nics[index]?.config ?? defaultNic(mode, { number, bridge, dhcp, vms });
    const mtu = nic.mtu ?? unusual(host?.taps.get(tap)?.mtu);
    return { ...nic, tap, mac: nic.mac ?? macOf(machine, number, index), ...(mtu === undefined ? {} : { mtu }) };
  });
  const hostname = conf?.hostname ?? vmName(number);
  const hosts = hostsFile({ hostname, number, nics, vms, bridge: known });
  return { mode, hostname, nics, hosts, warnings };
}

/** The MTU of a tap, where the guest has to be told of it. */
function unusual(mtu?: number): number | undefined {
  return mtu === ETHERNET_MTU ? undefined : mtu;
}

const ETHERNET_MTU = 1500;

/** The bridge, when this user may use these of its taps. */
async function checkedBridge(
  { number, taps }: { readonly number: number; readonly taps: readonly string[] },
  { environment, config }: NetworkOptions,
): Promise<HostBridge> {
  const name = bridgeName(config);
  const host = await readBridge(environment, name);
  if (host === undefined) {
    throw new RapidoError('NETWORK', `There is no bridge ${name} to connect the VM to.`, {
      hint: `Make it: sudo rapido net up\nOr do without: --net mesh or --net user, which need no root.`,
    });
  }
  for (const tap of taps) checkTap(tap, host.taps.get(tap), { number, bridge: host.name });
  return host;
}

function checkTap(name: string, tap: Tap | undefined, { number, bridge }: { number: number; bridge: string }): void {
  const up = `sudo rapido net up --vms ${number}`;
  if (tap === undefined) {
    throw new RapidoError('NETWORK', `VM ${number} needs the tap device ${name}, which ${bridge} does not have.`, {
      hint: `Make it: ${up}`,
    });
  }
  const [me, ...others] = ownNames();
  if (me === 'root' || [me, ...others].includes(tap.user)) return;
  throw new RapidoError('NETWORK', `The tap device ${name} belongs to ${tap.user ?? 'root'}, not to you (${me}).`, {
    hint: `Make it yours: ${up} --set TAP_USER=${me}\nOr do without: --net mesh or --net user.`,
  });
}

/** What a tap device may say of its owner when that is us. */
function ownNames(): (string | undefined)[] {
  const uid = process.getuid?.() ?? 0;
  try {
    return [uid === 0 ? 'root' : userInfo().username, String(uid)];
  } catch {
    return [String(uid)]; // who has no name
  }
}

function bridgeName(config: Config): string {
  return textOf(config, 'BR_DEV') ?? 'rapido-br';
}

/** Tells machines apart whose VMs are on one network. */
async function machineId(): Promise<string> {
  return readFile('/etc/machine-id', 'utf8').catch(() => '');
}
