import { dirname } from 'node:path';
import type { NetPlan, NetThing } from '@rapido/kit';
import { quoteWord } from '../config/index.js';
import { RapidoError } from '../errors.js';
import { type Cidr, formatCidr } from '../network/index.js';
import { dhcpCommand, stopCommand } from './dhcp.js';
import { attachedTo, bridgeAlias, MARK } from './mark.js';
import { refusals } from './refusals.js';
import type { Command, Device, HostNetwork, Step, TapUser, WantedBridge } from './types.js';

/** What is to be done to the host, as data. */
export interface BridgePlan extends NetPlan {
  readonly steps: readonly Step[];
  /** Where our DHCP server of this bridge has its files. */
  readonly dhcpDirectory: string;
}

/** Where the DHCP server has its files, and whether dnsmasq may become an ordinary user. */
export interface DhcpPlace {
  readonly directory: string;
  readonly mayChangeUser: boolean;
}

const USUAL_MTU = 1500;

/**
 * What makes the host as wanted: nothing where it is so already, and only what differs where Rapido made it. Throws a
 * RapidoError that names everything which speaks against it.
 */
export function planUp(wanted: WantedBridge, host: HostNetwork, dhcp: DhcpPlace): BridgePlan {
  refuse(wanted, host);
  const parts = [
    planBridge(wanted, host),
    ...wanted.taps.map((name) => planTap(name, wanted, host)),
    ...planInterface(wanted, host),
    ...planDhcp(wanted, host, dhcp),
  ];
  // A server is stopped first and started last: in between, the addresses that it serves from may change.
  const steps = parts.flatMap((part) => part.steps);
  const stop = steps.filter(({ command }) => command[0] === 'pkill');
  const newPort = parts.find(({ thing }) => thing.kind === 'interface' && thing.state === 'missing')?.thing.name;
  const port = host.devices.find(({ name }) => name === newPort);
  const attaches = port && { interface: port.name, addresses: port.addresses.map(formatCidr) };
  return planOf(wanted.bridge, parts, [...stop, ...steps.filter((step) => !stop.includes(step))], dhcp, attaches);
}

/** A part of the network as it was found, and what makes it as wanted. */
export interface Part {
  readonly thing: NetThing;
  readonly steps: readonly Step[];
}

export function planOf(
  bridge: string,
  parts: readonly Part[],
  steps: readonly Step[],
  { directory }: Pick<DhcpPlace, 'directory'>,
  attaches?: NetPlan['attaches'],
): BridgePlan {
  return {
    bridge,
    things: parts.map(({ thing }) => thing),
    commands: steps.map(({ command }) => commandLine(command)),
    steps,
    dhcpDirectory: directory,
    ...(attaches === undefined ? {} : { attaches }),
  };
}

/** As one would type it. */
export function commandLine(command: Command): string {
  return command.map(quoteWord).join(' ');
}

export const ip = (...words: string[]): Command => ['ip', ...words];

function refuse(wanted: WantedBridge, host: HostNetwork): void {
  const found = refusals(wanted, host);
  const [first] = found;
  if (first === undefined) return;
  throw new RapidoError(first.code, found.map(({ message }) => message).join('\n'), {
    hint: [...new Set(found.map(({ hint }) => hint))].join('\n'),
  });
}

function planBridge(wanted: WantedBridge, host: HostNetwork): Part {
  const { bridge: name, addresses } = wanted;
  const { device, mtu, alias } = situation(wanted, host);
  const part = (state: NetThing['state'], steps: Step[]): Part => ({
    thing: { kind: 'bridge', name, state, text: addresses.map(formatCidr).join(' ') || 'no address' },
    steps,
  });
  if (device === undefined) {
    return part('missing', [
      {
        // Forwards at once, and everything: IPv6 finds its neighbours by multicast, which nobody answers queries for.
        command: ip(
          ...['link', 'add', 'name', name, 'type', 'bridge'],
          ...['forward_delay', '0', 'stp_state', '0', 'mcast_snooping', '0'],
        ),
        undo: [ip('link', 'delete', 'dev', name)],
      },
      {
        command: ip('link', 'set', 'dev', name, 'alias', alias, ...(mtu === USUAL_MTU ? [] : ['mtu', `${mtu}`]), 'up'),
        undo: [],
      },
      ...addresses.map((address) => ({ command: addAddress(name, address), undo: [] })),
    ]);
  }
  const set = (...words: string[]) => ip('link', 'set', 'dev', name, ...words);
  const { alias: oldAlias = '' } = device;
  const steps = [
    ...(oldAlias === alias ? [] : [{ command: set('alias', alias), undo: [set('alias', oldAlias)] }]),
    ...(device.mtu === mtu ? [] : [{ command: set('mtu', `${mtu}`), undo: [set('mtu', `${device.mtu}`)] }]),
    ...(device.up ? [] : [{ command: set('up'), undo: [set('down')] }]),
    ...changeAddresses(device, addresses),
  ];
  return part(steps.length === 0 ? 'there' : 'differs', steps);
}

/**
 * Where one address has to go, all of them go, the last first, and the wanted ones come: with the first address of an
 * IPv4 network, the kernel removes the others too.
 */
function changeAddresses({ name, addresses: present }: Device, wanted: readonly Cidr[]): Step[] {
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

function planTap(name: string, wanted: WantedBridge, host: HostNetwork): Part {
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

function planInterface(wanted: WantedBridge, host: HostNetwork): Part[] {
  const { device, port } = situation(wanted, host);
  const { interface: name, bridge } = wanted;
  const before = device && attachedTo(device);
  const old = before?.interface === name ? undefined : before;
  const stale = host.devices.find((each) => each.name === old?.interface && each.master === bridge);
  const released: Part[] =
    stale && old
      ? [
          {
            thing: { kind: 'interface', name: stale.name, state: 'differs', text: 'is no port any more' },
            steps: [
              {
                command: ip('link', 'set', 'dev', stale.name, 'nomaster', ...(old.wasDown ? ['down'] : [])),
                undo: [ip('link', 'set', 'dev', stale.name, 'master', bridge, stale.up ? 'up' : 'down')],
              },
            ],
          },
        ]
      : [];
  if (name === undefined || port === undefined) return released;
  const there = port.master === bridge && port.up;
  const attach = {
    command: ip('link', 'set', 'dev', name, 'master', bridge, 'up'),
    undo: [
      ip(
        ...['link', 'set', 'dev', name],
        ...(port.master === bridge ? ['master', bridge] : ['nomaster']),
        ...(port.up ? [] : ['down']),
      ),
    ],
  };
  return [
    ...released,
    {
      thing: {
        ...{ kind: 'interface', name, text: `port of ${bridge}` },
        state: there ? 'there' : port.master === bridge ? 'differs' : 'missing',
      },
      steps: there ? [] : [attach],
    },
  ];
}

function planDhcp(wanted: WantedBridge, host: HostNetwork, { directory, mayChangeUser }: DhcpPlace): Part[] {
  const { bridge, dhcpRange: range } = wanted;
  const running = host.dhcp?.command;
  const command = range === undefined ? undefined : dhcpCommand(bridge, range, directory, mayChangeUser);
  const start = (words: Command): Step[] => [
    { command: ['mkdir', '-p', '-m', '700', dirname(directory), directory], undo: [] },
    { command: words, undo: [stopCommand(directory)] },
  ];
  const stop = (words: Command): Step[] => [
    { command: stopCommand(directory), undo: start(words).map((step) => step.command) },
  ];
  const part = (state: NetThing['state'], text: string, steps: Step[]): Part[] => [
    { thing: { kind: 'dhcp', name: bridge, state, text }, steps },
  ];
  if (command === undefined) return running === undefined ? [] : part('differs', 'is stopped', stop(running));
  const bridgeDevice = host.devices.find(({ name }) => name === bridge);
  const readdressed = bridgeDevice !== undefined && changeAddresses(bridgeDevice, wanted.addresses).length > 0;
  const text = `gives out ${range}`;
  if (running === undefined) return part('missing', text, start(command));
  if (commandLine(running) === commandLine(command) && !readdressed) return part('there', text, []);
  return part('differs', text, [...stop(running), ...start(command)]);
}

/** What several parts ask for: the devices there are, and the MTU and the bridge's alias as they are to be. */
function situation(wanted: WantedBridge, { devices }: HostNetwork) {
  const device = devices.find(({ name }) => name === wanted.bridge);
  const port = devices.find(({ name }) => name === wanted.interface);
  const before = device && attachedTo(device);
  const wasDown = before?.interface === wanted.interface ? before?.wasDown === true : port?.up === false;
  const alias = bridgeAlias(wanted.interface === undefined ? undefined : { interface: wanted.interface, wasDown });
  return { device, port, mtu: wanted.mtu ?? port?.mtu ?? USUAL_MTU, alias };
}
