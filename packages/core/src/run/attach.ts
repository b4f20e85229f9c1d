import { RapidoError } from '../errors.js';
import type { Host } from '../host.js';
import type { MeshLease } from '../mesh/index.js';
import { guestNetwork, type NetMode, placeholderMac } from '../network/index.js';
import { isAtLeast, type MachineNic, qemuVersion } from '../qemu/index.js';
import type { VmNetworkSetup } from './payload.js';
import { type NetworkOptions, type VmNetwork, vmNetwork } from './vm-network.js';

/** A VM's connection: QEMU's side of it and the guest's. */
export interface Attachment extends VmNetwork {
  readonly machineNics: readonly MachineNic[];
  /** Absent without a network. */
  readonly guest?: VmNetworkSetup;
  /** The VM has ended. */
  leave(): void;
}

/** Connects VM `number`, which `program` (QEMU) is going to run; `anonymous`: the guest tells who it is only when it is told so itself. */
export async function attach(
  mode: NetMode,
  number: number,
  options: NetworkOptions & { readonly program: string; readonly anonymous: boolean },
  host: Host,
): Promise<Attachment> {
  const [network, mesh] = await Promise.all([
    vmNetwork(mode, number, options),
    mode === 'mesh' ? enterMesh(options, host) : undefined,
  ]);
  for (const text of network.warnings) host.emit({ type: 'note', level: 'warn', text });
  const { nics, hosts } = network;
  const ownNics = machineNics(network, mesh?.socket);
  const shownNics = options.anonymous ? ownNics.map((nic, index) => ({ ...nic, mac: placeholderMac(index) })) : ownNics;
  const macs = shownNics.map(({ mac }) => mac);
  return {
    ...network,
    machineNics: shownNics,
    ...(nics.length === 0 ? {} : { guest: { ...guestNetwork(nics, macs), hosts } }),
    leave: () => mesh?.leave(),
  };
}

/** QEMU's side of the interfaces; `mesh` is the path of the mesh's socket. */
export function machineNics({ mode, hostname, nics }: VmNetwork, mesh = ''): MachineNic[] {
  return nics.map(({ mac, tap }) => ({
    mac,
    peer: {
      bridge: { kind: 'tap', name: tap } as const,
      mesh: { kind: 'mesh', socket: mesh } as const,
      user: { kind: 'user', hostname } as const,
    }[mode as Exclude<NetMode, 'none'>],
  }));
}

async function enterMesh(
  { program, environment }: NetworkOptions & { readonly program: string },
  host: Host,
): Promise<MeshLease> {
  const { joinMesh, OLDEST_QEMU_FOR_MESH } = await import('../mesh/index.js');
  // Side by side, as both take their time.
  const joining = joinMesh(environment, host.signal);
  joining.catch(() => {});
  const version = await qemuVersion(program, environment);
  if (version !== undefined && !isAtLeast(version, OLDEST_QEMU_FOR_MESH)) {
    joining.then((mesh) => mesh.leave()).catch(() => {});
    throw new RapidoError(
      'NETWORK',
      `The mesh needs QEMU ${OLDEST_QEMU_FOR_MESH} or newer; ${program} is ${version}.`,
      {
        hint: 'Without a newer one: --net user, or --net bridge after sudo rapido net up.',
      },
    );
  }
  const mesh = await joining;
  mesh.lost.then(() => host.emit({ type: 'note', level: 'warn', text: LOST }));
  return mesh;
}

const LOST =
  'The mesh has ended: its process (rapido-mesh) is gone. This VM keeps running, but reaches no other; VMs that are started now find each other again.';
