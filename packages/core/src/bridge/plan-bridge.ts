import type { NetThing } from '@rapido/kit';
import { type Cidr, formatCidr } from '../network/index.js';
import { birth, UNBORN } from './birth.js';
import { ip } from './command-line.js';
import { situation, USUAL_MTU } from './situation.js';
import { offFor, sysctl } from './sysctls.js';
import type { Command, Device, HostNetwork, Part, Step, WantedBridge } from './types.js';

/** The bridge itself, with its addresses. */
export function planBridge(wanted: WantedBridge, host: HostNetwork): Part {
  const { bridge: name, addresses } = wanted;
  const { device, mtu, alias } = situation(wanted, host);
  const part = (state: NetThing['state'], steps: Step[]): Part => ({
    thing: { kind: 'bridge', name, state, text: addresses.map(formatCidr).join(' ') || 'no address' },
    steps,
  });
  if (device === undefined) {
    return part('missing', [
      ...birth(
        name,
        // Forwards at once, and everything: IPv6 finds its neighbours by multicast, which nobody answers queries for.
        ip(
          ...['link', 'add', 'name', UNBORN, 'type', 'bridge'],
          ...['forward_delay', '0', 'stp_state', '0', 'mcast_snooping', '0'],
        ),
        ['alias', alias, ...(mtu === USUAL_MTU ? [] : ['mtu', `${mtu}`]), 'up'],
      ),
      { command: sysctl(...offFor(name).map((setting) => `${setting}=0`)), undo: [], optional: ISOLATES },
      ...addresses.map((address) => ({ command: addAddress(name, address), undo: [] })),
    ]);
  }
  const set = (...words: string[]) => ip('link', 'set', 'dev', name, ...words);
  const { alias: oldAlias = '' } = device;
  const steps = [
    ...isolate(name, host),
    ...(oldAlias === alias ? [] : [{ command: set('alias', alias), undo: [set('alias', oldAlias)] }]),
    ...(device.mtu === mtu ? [] : [{ command: set('mtu', `${mtu}`), undo: [set('mtu', `${device.mtu}`)] }]),
    ...(device.up ? [] : [{ command: set('up'), undo: [set('down')] }]),
    ...changeAddresses(device, addresses),
  ];
  return part(steps.length === 0 ? 'there' : 'differs', steps);
}

const ISOLATES = 'VMs may reach the other networks of this host, and give it routes';

/** Switches off for a bridge that is there what is on. */
function isolate(bridge: string, { sysctls }: HostNetwork): Step[] {
  const on = offFor(bridge).flatMap((setting) => {
    const value = sysctls[setting] ?? '0';
    return value === '0' ? [] : [{ setting, value }];
  });
  if (on.length === 0) return [];
  return [
    {
      command: sysctl(...on.map(({ setting }) => `${setting}=0`)),
      undo: [sysctl(...on.map(({ setting, value }) => `${setting}=${value}`))],
      optional: ISOLATES,
    },
  ];
}

/**
 * Where one address has to go, all of them go, the last first, and the wanted ones come: with the first address of an
 * IPv4 network, the kernel removes the others too.
 */
export function changeAddresses({ name, addresses: present }: Device, wanted: readonly Cidr[]): Step[] {
  const has = (list: readonly Cidr[], address: Cidr) => list.some((each) => formatCidr(each) === formatCidr(address));
  const stale = present.some((address) => !has(wanted, address));
  const goes = stale ? present.toReversed() : [];
  const comes = stale ? wanted : wanted.filter((address) => !has(present, address));
  return [
    ...goes.map((address) => ({ command: deleteAddress(name, address), undo: [addAddress(name, address)] })),
    ...comes.map((address) => ({ command: addAddress(name, address), undo: [deleteAddress(name, address)] })),
  ];
}

function addAddress(device: string, address: Cidr): Command {
  // Nobody else has it: no second is lost on asking.
  return ip('address', 'add', formatCidr(address), 'dev', device, ...(address.family === 6 ? ['nodad'] : []));
}

function deleteAddress(device: string, address: Cidr): Command {
  return ip('address', 'del', formatCidr(address), 'dev', device);
}
