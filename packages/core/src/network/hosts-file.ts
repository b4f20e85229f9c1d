import { HIGHEST_VM, type Peer, peers, takenAddresses, vmName } from './addresses.js';
import type { Cidr, NicConfig, VmNetConf } from './types.js';

export interface HostsFileOptions {
  /** Of the VM that the file is for. */
  readonly number: number;
  readonly hostname: string;
  readonly nics: readonly NicConfig[];
  readonly vms: readonly VmNetConf[];
  /** The networks in which the VMs without interfaces in `vms` have the static addresses of their numbers. */
  readonly bridge: readonly Cidr[];
  /** The highest number of such a VM. */
  readonly count?: number;
  /** Where else they are. */
  readonly others?: readonly Peer[];
  /** What VMs are called besides, by number. */
  readonly names?: ReadonlyMap<number, string>;
}

/** The text of a VM's hosts(5): localhost, the VM itself and all others, by their static addresses. */
export function hostsFile({
  number,
  hostname,
  nics,
  vms,
  bridge,
  count = HIGHEST_VM,
  others: more = [],
  names,
}: HostsFileOptions): string {
  const own = staticAddresses(nics).map((address) => ({ number, address, name: hostname }));
  const others = vms.filter((vm) => vm.number !== number);
  const configured = others.flatMap((vm) =>
    staticAddresses(vm.nics.map(({ config }) => config)).map((address) => ({
      ...{ number: vm.number, address, name: nameOf(vm) },
    })),
  );
  const byNumber = [...peers(bridge, count, takenAddresses(vms)), ...more].flatMap((peer) => {
    const vm = vms.find((each) => each.number === peer.number);
    return peer.number === number || (vm && vm.nics.length > 0) ? [] : { ...peer, name: vm ? nameOf(vm) : peer.name };
  });
  // A VM whose address only a DHCP server knows can resolve its own name, too.
  const self = own.length > 0 ? own : [{ number, address: '127.0.1.1', name: hostname }];
  const lines = [
    ...LOCALHOST,
    ...[...self, ...configured, ...byNumber].map((vm) => [vm.address, vm.name, ...alias(vm, names)].join(' ')),
  ];
  return `${[...new Set(lines)].join('\n')}\n`;
}

const LOCALHOST = ['127.0.0.1 localhost', '::1 localhost ip6-localhost ip6-loopback'];

function alias({ number, name }: Pick<Peer, 'number' | 'name'>, names?: HostsFileOptions['names']): string[] {
  const other = names?.get(number);
  return other === undefined || other === name ? [] : [other];
}

function nameOf({ hostname, number }: VmNetConf): string {
  return hostname ?? vmName(number);
}

function staticAddresses(nics: readonly NicConfig[]): string[] {
  return nics.flatMap(({ addresses }) => addresses.map(({ address }) => address));
}
