import { isOurs } from '../../src/bridge/mark.js';
import type { Command, Device, DhcpPlace, HostNetwork, WantedBridge } from '../../src/bridge/types.js';
import { type Cidr, parseCidr } from '../../src/network/index.js';

export const david = { name: 'david', uid: 1000 };
export const eva = { name: 'eva', uid: 1001 };

export const place: DhcpPlace = { directory: '/run/rapido-net/br-1', mayChangeUser: true };

export function cidrs(...texts: string[]): Cidr[] {
  return texts.map((text) => {
    const cidr = parseCidr(text);
    if (!cidr) throw new Error(`no CIDR: ${text}`);
    return cidr;
  });
}

export function wanting(changes: Partial<WantedBridge> = {}): WantedBridge {
  return { bridge: 'br', addresses: cidrs('10.9.0.1/24'), taps: ['t1', 't2'], tapUser: david, ...changes };
}

export function device(name: string, changes: Partial<Device> = {}): Device {
  return { name, up: true, carrier: false, mtu: 1500, addresses: [], ...changes };
}

const lo = device('lo', { mtu: 65536, addresses: cidrs('127.0.0.1/8', '::1/128') });

export function host(changes: Partial<HostNetwork> = {}): HostNetwork {
  return { routes: [], sysctls: {}, dhcpFiles: false, ...changes, devices: [lo, ...(changes.devices ?? [])] };
}

/** What the host is after these commands, as far as Rapido's own go. */
export function after(
  { devices, routes, sysctls, dhcp, dhcpFiles }: HostNetwork,
  commands: readonly Command[],
): HostNetwork {
  const found = new Map(devices.map((each) => [each.name, each]));
  let server = dhcp;
  let files = dhcpFiles;
  const settings = new Map(Object.entries(sysctls));
  const change = (name: string, changes: Partial<Record<keyof Device, unknown>>) => {
    const old = found.get(name);
    if (!old) throw new Error(`Cannot find device ${name}`);
    const merged = Object.entries({ ...old, ...changes }).filter(([, value]) => value !== undefined);
    found.set(name, Object.fromEntries(merged) as unknown as Device);
  };
  const rename = (name: string, to: string) => {
    const device = found.get(name);
    if (found.has(to) || !device) throw new Error(`${to} exists`);
    found.delete(name);
    found.set(to, { ...device, name: to });
    for (const [key, value] of [...settings]) {
      if (!key.includes(`/conf/${name}/`)) continue;
      settings.delete(key);
      settings.set(key.replace(`/conf/${name}/`, `/conf/${to}/`), value);
    }
  };
  for (const command of commands) {
    const [program, object, verb, ...words] = command;
    const argument = (word: string) => (words.includes(word) ? words[words.indexOf(word) + 1] : undefined);
    const name = argument('dev') ?? argument('name') ?? '';
    if (program === 'dnsmasq') server = { command };
    else if (program === 'pkill') server = undefined;
    else if (program === 'mkdir') files = true;
    else if (program === 'rm') files = false;
    else if (program === 'sysctl') {
      for (const [key = '', value = ''] of words.slice(1).map((word) => word.split('='))) settings.set(key, value);
    } else if (verb === 'add' && object !== 'address') {
      if (found.has(name)) throw new Error(`${name} exists`);
      const uid = Number(argument('user'));
      const owner = [david, eva].find((user) => user.uid === uid);
      found.set(
        name,
        device(name, { up: false, kind: object === 'tuntap' ? 'tap' : 'bridge', ...(owner ? { owner } : {}) }),
      );
    } else if (verb === 'delete') {
      if (!found.delete(name)) throw new Error(`Cannot find device ${name}`);
      for (const key of [...settings.keys()]) if (key.includes(`/conf/${name}/`)) settings.delete(key);
      for (const port of found.values()) if (port.master === name) change(port.name, { master: undefined });
    } else if (object === 'address') {
      const [address] = cidrs(words[0] ?? '') as [Cidr];
      const rest = (found.get(name)?.addresses ?? []).filter((each) => each.address !== address.address);
      change(name, { addresses: verb === 'add' ? [...rest, address] : rest });
    } else {
      const renamed = argument('name');
      change(name, {
        ...(words.includes('alias') ? { alias: argument('alias') } : {}),
        ...(words.includes('mtu') ? { mtu: Number(argument('mtu')) } : {}),
        ...(words.includes('master') ? { master: argument('master') } : {}),
        ...(words.includes('nomaster') ? { master: undefined } : {}),
        ...(words.at(-1) === 'up' ? { up: true } : words.at(-1) === 'down' ? { up: false } : {}),
      });
      if (renamed !== undefined) rename(name, renamed);
    }
  }
  return {
    devices: [...found.values()],
    routes,
    sysctls: Object.fromEntries(settings),
    dhcpFiles: files,
    ...(server ? { dhcp: server } : {}),
  };
}

export function ours(network: HostNetwork): string[] {
  return network.devices.filter(isOurs).map(({ name }) => name);
}
