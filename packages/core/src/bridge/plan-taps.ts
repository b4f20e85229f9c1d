import type { NetThing } from '@rapido/kit';
import { ip } from './command-line.js';
import { MARK } from './mark.js';
import { situation, USUAL_MTU } from './situation.js';
import type { Command, Device, HostNetwork, Part, Step, TapUser, WantedBridge } from './types.js';

/** One tap, a port of the bridge. */
export function planTap(name: string, wanted: WantedBridge, host: HostNetwork): Part {
  const { bridge, tapUser } = wanted;
  const { mtu } = situation(wanted, host);
  const device = host.devices.find((each) => each.name === name);
  const make = makeTap(name, tapUser, { mtu, master: bridge });
  const destroy = ip('link', 'delete', 'dev', name);
  const part = (state: NetThing['state'], steps: Step[]): Part => ({
    thing: { kind: 'tap', name, state, text: `of ${tapUser.name}` },
    steps,
  });
  const [add, ...rest] = make;
  const creation = [{ command: add, undo: [destroy] }, ...rest.map((command) => ({ command, undo: [] }))];
  if (device === undefined) return part('missing', creation);
  if (device.owner?.uid !== tapUser.uid) {
    // The owner of a device that is there cannot be changed with iproute2.
    const back = makeTap(name, device.owner, device);
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
): [Command, Command] {
  const port = master === undefined ? [] : ['master', master];
  return [
    ip('tuntap', 'add', 'dev', name, 'mode', 'tap', ...(owner === undefined ? [] : ['user', String(owner.uid)])),
    ip(
      ...['link', 'set', 'dev', name, 'alias', MARK],
      ...(mtu === USUAL_MTU ? [] : ['mtu', String(mtu)]),
      ...port,
      up ? 'up' : 'down',
    ),
  ];
}
