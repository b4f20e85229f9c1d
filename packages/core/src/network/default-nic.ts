import { RapidoError } from '../errors.js';
import { takenAddresses, vmAddress } from './addresses.js';
import { formatCidr } from './cidr.js';
import type { Cidr, NicConfig, VmNetConf } from './types.js';

export interface DefaultNicOptions {
  /** The VM's, from 1 to 99. */
  readonly number: number;
  /** The networks that the VMs share. */
  readonly bridge: readonly Cidr[];
  /** A DHCP server gives the IPv4 address. */
  readonly dhcp: boolean;
  /** Whose addresses this VM must not have. */
  readonly vms?: readonly VmNetConf[];
}

/**
 * The interface of a VM that VM_NET_CONF says nothing of: in the networks of the bridge, at the address that goes with
 * its number; in QEMU's user network, as qemu(1) has it. Throws CONFIG_VALUE for a network that has no such address.
 */
export function defaultNic(mode: 'bridge' | 'mesh' | 'user', options: DefaultNicOptions): NicConfig {
  const nic = { addresses: [], routes: [], dns: [], domains: [], dhcp: false, linkLocal: false };
  if (mode === 'user') {
    return {
      ...nic,
      addresses: [{ family: 4, address: '10.0.2.15', prefix: 24 }],
      routes: [{ to: 'default', family: 4, via: '10.0.2.2' }],
      dns: ['10.0.2.3'],
    };
  }
  const addresses = options.bridge
    .filter(({ family }) => !(options.dhcp && family === 4))
    .map((network) => staticAddress(network, options));
  // Waiting for a link-local address takes time, so only who has other IPv6 addresses gets one.
  return { ...nic, addresses, dhcp: options.dhcp, linkLocal: addresses.some(({ family }) => family === 6) };
}

function staticAddress(network: Cidr, { number, vms = [] }: DefaultNicOptions): Cidr {
  const address = vmAddress(network, number, takenAddresses(vms));
  if (address) return address;
  throw new RapidoError('CONFIG_VALUE', `The network of ${formatCidr(network)} has no address left for VM ${number}.`, {
    hint: `Set BR_ADDR to a larger network, as 192.168.155.1/24, or write vm${number}/rapido-tap${number}.network in VM_NET_CONF.`,
  });
}
