import type { NetThing } from '@rapido/kit';
import type { Cidr } from '../network/index.js';

export interface TapUser {
  readonly name: string;
  readonly uid: number;
}

/** The network of the host that VMs are to have, checked by itself but not against the host. */
export interface WantedBridge {
  readonly bridge: string;
  readonly addresses: readonly Cidr[];
  /** In the order of the VMs. */
  readonly taps: readonly string[];
  readonly tapUser: TapUser;
  /** Interface of the host that is to be a port of the bridge. */
  readonly interface?: string;
  /** Of the bridge and the taps; unset: that of `interface`, else 1500. */
  readonly mtu?: number;
  /** As dnsmasq's `--dhcp-range`. */
  readonly dhcpRange?: string;
}

/** A network device of the host, of what `ip -json -details address show` says. */
export interface Device {
  readonly name: string;
  /** `bridge`, `tap`, `veth` …; none for a physical one. */
  readonly kind?: string;
  readonly alias?: string;
  /** Administratively. */
  readonly up: boolean;
  /** Of a tap: a VM has opened it. */
  readonly carrier: boolean;
  readonly mtu: number;
  /** The bridge, or the like, that it is a port of. */
  readonly master?: string;
  /** The device that it is on top of, as a VLAN's. */
  readonly lower?: string;
  /** Who may open a tap. */
  readonly owner?: TapUser;
  /** Without those that the kernel gives itself: link-local ones, and those of router advertisements. */
  readonly addresses: readonly Cidr[];
}

/** A unicast route of the host. */
export interface HostRoute {
  /** Prefix 0: a default route. */
  readonly to: Cidr;
  readonly device: string;
}

/** The DHCP server that `rapido net up` has started for a bridge. */
export interface DhcpServer {
  /** Its words, as dnsmasq was started with. */
  readonly command: Command;
}

/** The network devices and routes of the host, and our DHCP server of one bridge, at one moment. */
export interface HostNetwork {
  readonly devices: readonly Device[];
  readonly routes: readonly HostRoute[];
  /** Settings of the kernel that matter for the bridge, as `readSysctls` finds them. */
  readonly sysctls: Readonly<Record<string, string>>;
  readonly dhcp?: DhcpServer;
  /** There are files of our DHCP server, also where it does not run any more. */
  readonly dhcpFiles: boolean;
}

/** Words of a command, as `['ip', 'link', 'set', …]`. */
export type Command = readonly [program: string, ...args: string[]];

/** One change of the host, and what puts it back, in this order; nothing where undoing an earlier step does it. */
export interface Step {
  readonly command: Command;
  readonly undo: readonly Command[];
  /** What it is for: where it fails, as in a container that may not do it, all else goes on. */
  readonly optional?: string;
}

/** A part of the network as it was found, and what makes it as wanted. */
export interface Part {
  readonly thing: NetThing;
  readonly steps: readonly Step[];
}

/** Where the DHCP server has its files, and whether dnsmasq may become an ordinary user. */
export interface DhcpPlace {
  readonly directory: string;
  readonly mayChangeUser: boolean;
}

/** Why the host cannot be made as wanted. */
export interface Refusal {
  readonly code: 'CONFIG_VALUE' | 'HOST';
  readonly message: string;
  readonly hint: string;
}
