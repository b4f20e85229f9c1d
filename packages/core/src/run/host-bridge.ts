import type { Environment } from '../host.js';
import type { Cidr } from '../network/index.js';
import { runTool } from '../process/index.js';

/** The bridge of `rapido net up`, as it is now. */
export interface HostBridge {
  readonly name: string;
  readonly addresses: readonly Cidr[];
  /** Its tap devices, by name. */
  readonly taps: ReadonlyMap<string, Tap>;
}

export interface Tap {
  /** Who may open it besides root: a name, or the number of a user without one. */
  readonly user?: string;
  readonly mtu: number;
}

/** Reads the bridge `name` of this network namespace; undefined where there is none. */
export async function readBridge({ variables }: Environment, name: string): Promise<HostBridge | undefined> {
  const { stdout } = await runTool('ip', ['-json', '-details', 'address', 'show'], { variables });
  const devices = JSON.parse(stdout) as readonly Device[];
  const bridge = devices.find(({ ifname, linkinfo }) => ifname === name && linkinfo?.info_kind === 'bridge');
  if (!bridge) return undefined;
  const addresses = bridge.addr_info.filter(({ scope }) => scope === 'global');
  const taps = devices.filter(({ master, linkinfo }) => master === name && linkinfo?.info_kind === 'tun');
  return {
    name,
    addresses: addresses.map(({ family, local, prefixlen }) => ({
      family: family === 'inet' ? 4 : 6,
      address: local,
      prefix: prefixlen,
    })),
    taps: new Map(taps.map((tap) => [tap.ifname, tapOf(tap)])),
  };
}

/** Of what `ip -json` prints, what is used here. */
interface Device {
  readonly ifname: string;
  readonly master?: string;
  readonly mtu: number;
  readonly linkinfo?: { readonly info_kind?: string; readonly info_data?: { readonly user?: string | number } };
  readonly addr_info: readonly {
    readonly family: 'inet' | 'inet6';
    readonly local: string;
    readonly prefixlen: number;
    readonly scope: string;
  }[];
}

function tapOf({ mtu, linkinfo }: Device): Tap {
  const user = linkinfo?.info_data?.user;
  return { mtu, ...(user === undefined ? {} : { user: String(user) }) };
}
