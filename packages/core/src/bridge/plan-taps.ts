import type { NetThing } from '@rapido/kit';
import { birth, UNBORN } from './birth.js';
import { ip } from './command-line.js';
import { MARK } from './mark.js';
import { situation, USUAL_MTU } from './situation.js';
import type { Device, HostNetwork, Part, Step, TapUser, WantedBridge } from './types.js';

/** One tap, a port of the bridge. */
export function planTap(name: string, wanted: WantedBridge, host: HostNetwork): Part {
  const { bridge, tapUser } = wanted;
  const { mtu } = situation(wanted, host);
  const device = host.devices.find((each) => each.name === name);
  const destroy = ip('link', 'delete', 'dev', name);
  const part = (state: NetThing['state'], steps: Step[]): Part => ({
    thing: { kind: 'tap', name, state, text: `of ${tapUser.name}` },
    steps,
  });
  const creation = makeTap(name, tapUser, { mtu, master: bridge });
  if (device === undefined) return part('missing', creation);
  if (device.owner?.uid !== tapUser.uid) {
    // The owner of a device that is there cannot be changed with iproute2.
    const back = makeTap(name, device.owner, device).map(({ command }) => command);
    return part('differs', [{ command: destroy, undo: back }, ...creation]);
  }
  const set = (...words: string[]) => ip('link', 'set', 'dev', name, ...words);
  const steps = [
    ...(device.mtu === mtu ? [] : [{ command: set('mtu', `${mtu}`), undo: [set('mtu', `${device.mtu}`)] }]),
    ...(device.master === bridge ? [] : [{ command: set('master', bridge), undo: [set('nomaster')] }]),
    ...(device.up ? [] : [{ command: set('up'), undo: [set('down')] }]),
  ];
  return part(steps.length === 0 ? 'there' : 'differs', steps);
}

function makeTap(
  name: string,
  owner: TapUser | undefined,
  { mtu, master, up = true }: Partial<Pick<Device, 'master' | 'up'>> & Pick<Device, 'mtu'>,
): Step[] {
  const user = owner === undefined ? [] : ['user', String(owner.uid)];
  return birth(name, ip('tuntap', 'add', 'dev', UNBORN, 'mode', 'tap', ...user), [
    ...['alias', MARK],
    ...(mtu === USUAL_MTU ? [] : ['mtu', String(mtu)]),
    ...(master === undefined ? [] : ['master', master]),
    up ? 'up' : 'down',
  ]);
}
