import { readFile } from 'node:fs/promises';

/** Bit of CAP_NET_ADMIN in a set of capabilities (capabilities(7)). */
const CAP_NET_ADMIN = 12n;

/** Whether this process may change the network: root of a user namespace may, in that namespace's network. */
export async function mayChangeNetwork(): Promise<boolean> {
  const status = await readFile('/proc/self/status', 'utf8');
  const effective = /^CapEff:\s*([\da-f]+)$/m.exec(status)?.[1] ?? '0';
  return ((BigInt(`0x${effective}`) >> CAP_NET_ADMIN) & 1n) === 1n;
}
