import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import { type Device, readDevices } from '../bridge/index.js';
import { RapidoError } from '../errors.js';
import type { Environment } from '../host.js';
import type { Cidr } from '../network/index.js';
import { findProgram } from '../process/index.js';

/** The bridge as VMs see it: its networks, and its taps by name. */
export interface HostBridge {
  readonly addresses: readonly Cidr[];
  readonly taps: ReadonlyMap<string, Device>;
}

/** What QEMU opens to be at the other end of a tap. */
const TUN = '/dev/net/tun';

/** Whether there is the bridge `name`, with a tap that this user may open. */
export async function mayUseBridge(name: string, environment: Environment): Promise<boolean> {
  if ((await findProgram('ip', environment.variables)) === undefined) return false;
  const bridge = await readBridge(name, environment);
  return bridge !== undefined && [...bridge.taps.values()].some(mayOpen);
}

/** The bridge of which VM `number` is to have these taps. Throws a RapidoError where they are not there, or not for us. */
export async function requireTaps(
  taps: readonly string[],
  wanted: { readonly number: number; readonly bridge: string; readonly environment: Environment },
): Promise<HostBridge> {
  const bridge = await readBridge(wanted.bridge, wanted.environment);
  if (bridge === undefined) {
    throw new RapidoError('NETWORK', `There is no bridge ${wanted.bridge} to connect the VM to.`, {
      hint: 'Make it: sudo rapido net up\nOr do without: --net mesh or --net user, which need no root.',
    });
  }
  for (const name of taps) checkTap(name, bridge.taps.get(name), wanted);
  await requireTun();
  return bridge;
}

async function readBridge(name: string, environment: Environment): Promise<HostBridge | undefined> {
  const devices = await readDevices(environment);
  const bridge = devices.find((device) => device.kind === 'bridge' && device.name === name);
  if (bridge === undefined) return undefined;
  const taps = devices.filter(({ kind, master }) => kind === 'tap' && master === name);
  return { addresses: bridge.addresses, taps: new Map(taps.map((tap) => [tap.name, tap])) };
}

function checkTap(
  name: string,
  tap: Device | undefined,
  { number, bridge }: { readonly number: number; readonly bridge: string },
): void {
  const up = `sudo rapido net up --vms ${number}`;
  if (tap === undefined) {
    throw new RapidoError('NETWORK', `VM ${number} needs the tap device ${name}, which ${bridge} does not have.`, {
      hint: `Make it: ${up}`,
    });
  }
  if (!mayOpen(tap)) {
    const uid = process.getuid?.();
    const message = `The tap device ${name} belongs to ${tap.owner?.name ?? 'nobody'}, not to you (user ${uid}).`;
    throw new RapidoError('NETWORK', message, {
      hint: `Make it yours: ${up} --set TAP_USER=${uid}\nOr do without: --net mesh or --net user.`,
    });
  }
  if (tap.carrier) {
    throw new RapidoError('NETWORK', `The tap device ${name} is in use by another process.`, {
      hint: `Find out who has it open: sudo grep -l "iff:.*${name}" /proc/[0-9]*/fdinfo/*`,
    });
  }
}

function mayOpen({ owner }: Device): boolean {
  const uid = process.getuid?.() ?? 0;
  return uid === 0 || owner?.uid === uid;
}

async function requireTun(): Promise<void> {
  try {
    await access(TUN, constants.R_OK | constants.W_OK);
  } catch (error) {
    throw new RapidoError('NETWORK', `${TUN} cannot be opened, by which QEMU gets at a tap device.`, {
      hint: `Is it there, and may you read and write it? ls -l ${TUN}; sudo modprobe tun`,
      cause: error,
    });
  }
}
