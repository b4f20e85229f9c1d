import { addressOf, firstOf, lastOf, numberOf } from './cidr.js';
import type { Cidr } from './types.js';

/**
 * The first and the last address that a DHCP server at `server` gives out, as systemd.network(5) computes its pool:
 * `size` addresses from `offset` after the network's own, without the broadcast address; 0 stands for the first one and
 * for all that follow. Since the server's own address is not given out, a pool that it would divide is the larger part
 * of the two. Undefined where no address is left, or the network has not that many.
 */
export function dhcpPool(
  server: Cidr,
  offset: number,
  size: number,
): { readonly first: string; readonly last: string } | undefined {
  const lowest = firstOf(server) + BigInt(offset || 1);
  const end = lastOf(server) - 1n;
  const highest = size > 0 ? lowest + BigInt(size) - 1n : end;
  if (lowest > highest || highest > end) return undefined;
  const [first, last] = largestPart(lowest, highest, numberOf(server));
  return first > last ? undefined : { first: addressOf(4, first), last: addressOf(4, last) };
}

function largestPart(lowest: bigint, highest: bigint, own: bigint): readonly [bigint, bigint] {
  if (own < lowest || own > highest) return [lowest, highest];
  return own - lowest > highest - own ? [lowest, own - 1n] : [own + 1n, highest];
}
