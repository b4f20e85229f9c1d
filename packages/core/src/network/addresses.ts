import { RapidoError } from '../errors.js';
import { addressOf, firstOf, lastOf, numberOf, overlaps, parseAddress, parseCidr, unfitForHost } from './cidr.js';
import type { Cidr, VmNetConf } from './types.js';

/** The shortest and the longest prefix of a bridge: longer ones have no room for the host and two VMs. */
const BRIDGE_PREFIXES = { 4: { min: 8, max: 29 }, 6: { min: 8, max: 126 } } as const;

/** Numbers of VMs go from 1 to this one. */
export const HIGHEST_VM = 99;

/**
 * The addresses of the bridge that the setting BR_ADDR names: an IPv4 and an IPv6 one, or one of them, or none, in CIDR
 * form and separated by white space. Throws CONFIG_VALUE for what VMs could not share a network with.
 */
export function bridgeAddresses(text: string): Cidr[] {
  const addresses = text.split(/\s+/).filter(Boolean).map(bridgeAddress);
  for (const family of [4, 6] as const) {
    const [first, second] = addresses.filter((each) => each.family === family);
    if (first && second) {
      throw unfit(text.trim(), `has two IPv${family} addresses, and the bridge takes one`);
    }
  }
  return addresses;
}

function bridgeAddress(word: string): Cidr {
  const cidr = parseCidr(word);
  if (!cidr) {
    throw unfit(word, parseAddress(word) ? 'lacks the length of its network prefix' : 'is not an address in CIDR form');
  }
  const { min, max } = BRIDGE_PREFIXES[cidr.family];
  const kind = unfitForHost(cidr);
  if (kind) throw unfit(word, `is ${kind}`);
  if (cidr.family === 6 && overlaps(cidr, { family: 6, address: 'fe80::', prefix: 10 })) {
    throw unfit(word, 'is a link-local address, which every interface has one of anyway');
  }
  if (cidr.prefix > max) throw unfit(word, `has no room for two VMs: the prefix is /${max} at most`);
  if (cidr.prefix < min) throw unfit(word, `is a network too large to be a bridge's: the prefix is /${min} at least`);
  if (numberOf(cidr) === firstOf(cidr)) throw unfit(word, "is the network's own address, not one of a host in it");
  if (cidr.family === 4 && numberOf(cidr) === lastOf(cidr)) throw unfit(word, "is the network's broadcast address");
  return cidr;
}

function unfit(what: string, why: string): RapidoError {
  return new RapidoError('CONFIG_VALUE', `BR_ADDR: ${what} ${why}.`, {
    hint: 'Give the bridge an address of its own in a free network, as BR_ADDR="192.168.155.1/24", or with IPv6 "192.168.155.1/24 fd00::1/64".',
  });
}

/**
 * The static address of VM `number` (1 to 99) in the network of the bridge, never the bridge's own nor one of `taken`;
 * undefined where the network has no such address.
 *
 * - IPv4, /24 and shorter: the bridge's first three octets and 100 + `number`.
 * - IPv6, /112 and shorter: the network and, as last group, the decimal digits of 100 + `number`.
 * - Longer prefixes: counted from the first address of a host, passing over the bridge's.
 *
 * Where 100 + `number` is the bridge's or taken, the VM has plain `number`: no other VM falls back on that, so no VM's
 * address depends on which others there are.
 */
export function vmAddress(bridge: Cidr, number: number, taken?: ReadonlySet<string>): Cidr | undefined {
  const own = numberOf(bridge);
  const addresses = candidates(bridge, number)
    .filter((each) => each !== own)
    .map((each) => addressOf(bridge.family, each));
  const address = addresses.find((each) => !taken?.has(each));
  return address === undefined ? undefined : { ...bridge, address };
}

function candidates(bridge: Cidr, number: number): bigint[] {
  const { family, prefix } = bridge;
  if (family === 4 && prefix <= 24) {
    const base = firstOf({ ...bridge, prefix: 24 });
    return [base + BigInt(100 + number), base + BigInt(number)];
  }
  const base = firstOf(bridge);
  if (family === 6 && prefix <= 112) return [base + BigInt(`0x${100 + number}`), base + BigInt(`0x${number}`)];
  const counted = base + BigInt(number);
  const place = numberOf(bridge) > counted ? counted : counted + 1n;
  const last = lastOf(bridge) - (family === 4 ? 1n : 0n);
  return place <= last ? [place] : [];
}

/**
 * The static addresses of VMs 1 to `count` in the bridge's networks, one network after the other, without those `taken`,
 * and the VMs' names.
 */
export function peers(bridge: readonly Cidr[], count: number, taken?: ReadonlySet<string>): Peer[] {
  const numbers = Array.from({ length: count }, (_, index) => index + 1);
  return bridge.flatMap((network) =>
    numbers.flatMap((number) => {
      const cidr = vmAddress(network, number, taken);
      return cidr ? [{ number, address: cidr.address, name: vmName(number) }] : [];
    }),
  );
}

export interface Peer {
  readonly number: number;
  readonly address: string;
  readonly name: string;
}

/**
 * What VMs 1 to `count` ask the DHCP server of the bridge for: the first addresses of `range` (dnsmasq(8), `--dhcp-range`),
 * passing over the bridge's. None where the range does not go from one IPv4 address to another.
 */
export function rangePeers(range: string, bridge: readonly Cidr[], count: number): Peer[] {
  const [first, last] = range.split(',').flatMap((word) => parseAddress(word) ?? []);
  if (first?.family !== 4 || last?.family !== 4) return [];
  const own = new Set(bridge.filter(({ family }) => family === 4).map(numberOf));
  const peers: Peer[] = [];
  let place = numberOf(first);
  for (let number = 1; number <= count; number++, place++) {
    if (own.has(place)) place++;
    if (place > numberOf(last)) break;
    peers.push({ number, address: addressOf(4, place), name: vmName(number) });
  }
  return peers;
}

/** The addresses that VM_NET_CONF gives to VMs, which are no other's. */
export function takenAddresses(vms: readonly VmNetConf[]): Set<string> {
  const configs = vms.flatMap(({ nics }) => nics.map(({ config }) => config));
  return new Set(configs.flatMap(({ addresses }) => addresses.map(({ address }) => address)));
}

/** The name of a VM that has been given no other. */
export function vmName(number: number): string {
  return `rapido${number}`;
}
