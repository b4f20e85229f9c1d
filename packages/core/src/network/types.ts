/** How a VM is connected: over the host's bridge, through QEMU's user network, to this user's other VMs, or not at all. */
export type NetMode = 'bridge' | 'user' | 'mesh' | 'none';

/** An IPv4 or IPv6 network with an address in it, as `192.168.155.1/24`. */
export interface Cidr {
  readonly family: 4 | 6;
  readonly address: string;
  readonly prefix: number;
}

export interface Route {
  /** In CIDR form, or `default`. */
  readonly to: string;
  readonly family: 4 | 6;
  readonly via?: string;
  readonly metric?: number;
}

/** A DHCP server that the VM runs on an interface of its own. */
export interface DhcpServer {
  /** The first and the last address that it gives out. */
  readonly first: string;
  readonly last: string;
  readonly leaseSeconds: number;
  /** What its clients are told. */
  readonly dns: readonly string[];
  readonly router?: string;
}

/** What a `.network` file, or the default, says of one interface. */
export interface NicConfig {
  /** Chosen by the user; otherwise it follows from the VM's number. */
  readonly mac?: string;
  readonly mtu?: number;
  readonly addresses: readonly Cidr[];
  readonly routes: readonly Route[];
  readonly dns: readonly string[];
  /** Search domains of the resolver. */
  readonly domains: readonly string[];
  /** Asks a DHCP server for an IPv4 address, a route and a resolver. */
  readonly dhcp: boolean;
  /** What it asks that server for. */
  readonly dhcpRequest?: string;
  /** Has an IPv6 link-local address, and listens to router advertisements. */
  readonly linkLocal: boolean;
  readonly dhcpServer?: DhcpServer;
}

/** An interface of a VM. */
export interface Nic extends NicConfig {
  /** The host's tap device, as `rapido-tap1`. */
  readonly tap: string;
  readonly mac: string;
}

/** What the directory VM_NET_CONF says of a VM. */
export interface VmNetConf {
  readonly number: number;
  readonly hostname?: string;
  /** In the order of their taps' names; none where only its host name is given, and it is otherwise like any other VM. */
  readonly nics: readonly { readonly tap: string; readonly config: NicConfig; readonly file: string }[];
}
