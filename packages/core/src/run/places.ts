import type { OpenVm } from './open-run.js';
import { chooseNet, type VmNetwork, vmNetwork } from './vm-network.js';
import { claimVmNumber, type VmNumber } from './vm-number.js';

/** A VM of the run, as the others know it. */
export interface PeerVm {
  readonly name: string;
  readonly cut: string;
  readonly number: number;
  /** Where it is; absent where it has no address that others could reach. */
  readonly address?: string;
}

/** Where the VMs of a run are: found out before the first starts, so that each knows all others. */
export interface Places {
  /** In the order of the run's VMs. */
  readonly peers: readonly PeerVm[];
  /**
   * Takes the number of the run's VM of this name; undefined while another VM that shares its work has it. What is given back stays
   * the run's until that is over: nobody else is to be found at an address that its VMs know.
   */
  take(name: string): VmNumber | undefined;
  release(): void;
}

/** Claims the numbers of several VMs; one alone claims its own when it starts. */
export async function claimPlaces(vms: readonly OpenVm[]): Promise<Places> {
  const claims: VmNumber[] = [];
  const free = new Map<string, number>();
  const release = () => {
    for (const claim of claims.splice(0)) claim.release();
  };
  if (vms.length === 1) return { peers: [], take: () => undefined, release };
  try {
    const peers: PeerVm[] = [];
    for (const vm of vms) {
      const claim = await claimVmNumber();
      claims.push(claim);
      free.set(vm.plan.name, claim.number);
      peers.push(await peerOf(vm, claim.number));
    }
    const take = (name: string): VmNumber | undefined => {
      const number = free.get(name);
      free.delete(name);
      return number === undefined ? undefined : { number, release: () => void free.set(name, number) };
    };
    return { peers, take, release };
  } catch (error) {
    release();
    throw error;
  }
}

async function peerOf({ plan, image, options }: OpenVm, number: number): Promise<PeerVm> {
  const network = await vmNetwork(await chooseNet(image, options), number, options);
  const address = addressOf(network);
  return { name: plan.name, cut: image.record.cut, number, ...(address === undefined ? {} : { address }) };
}

/** Where others reach a VM: its IPv4 address, or else its IPv6 one. */
export function addressOf({ mode, nics }: VmNetwork): string | undefined {
  if (mode === 'none' || mode === 'user') return undefined;
  const addresses = nics.flatMap(({ addresses, dhcpRequest }) => [
    ...addresses,
    ...(dhcpRequest === undefined ? [] : [{ family: 4, address: dhcpRequest }]),
  ]);
  const best = addresses.find(({ family }) => family === 4) ?? addresses[0];
  return best?.address;
}
