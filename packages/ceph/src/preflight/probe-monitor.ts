import { connect, type Socket } from 'node:net';
import type { MonAddress } from '../types.js';

/** What came of talking to a monitor: nothing wrong, or what. */
export interface Probe {
  readonly address: MonAddress;
  readonly fault?: string;
  /** It speaks the other protocol. */
  readonly other?: true;
}

/** What a server of each protocol says first (msgr1 and msgr2 of Ceph's developer guide). */
const BANNERS = { v1: 'ceph v027', v2: 'ceph v2\n' } as const;

const REASONS: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'refuses connections: nothing listens there',
  ECONNRESET: 'breaks the connection off',
  EHOSTUNREACH: 'is not reachable from this machine',
  ENETUNREACH: 'is in a network that this machine has no route to',
  ENOTFOUND: 'is a name that nobody knows',
  EAI_AGAIN: 'is a name that nobody answers for',
  EADDRNOTAVAIL: 'is not reachable from this machine',
  ETIMEDOUT: 'does not answer',
};

/** Connects and reads the banner, no longer than `signal` lets it: `reason()` says what the time was. */
export function probeMonitor(address: MonAddress, signal: AbortSignal): Promise<Probe> {
  return new Promise((resolve) => {
    const socket = connect({ host: address.host, port: address.port });
    let heard = Buffer.alloc(0);
    let connected = false;
    const end = (result: Omit<Probe, 'address'>) => {
      signal.removeEventListener('abort', onAbort);
      close(socket);
      resolve({ address, ...result });
    };
    const onAbort = () => end({ fault: connected ? 'takes the connection and says nothing' : 'does not answer' });
    socket.on('connect', () => {
      connected = true;
    });
    socket.on('data', (bytes) => {
      heard = Buffer.concat([heard, bytes]);
      const judged = judge(heard, address.protocol);
      if (judged !== undefined) end(judged);
    });
    socket.on('end', () => end({ fault: 'closes the connection' }));
    socket.on('error', (error) => end({ fault: reasonOf(error) }));
    signal.addEventListener('abort', onAbort, { once: true });
    if (signal.aborted) onAbort();
  });
}

/** Undefined while more has to be heard. */
function judge(heard: Buffer, protocol: MonAddress['protocol']): Omit<Probe, 'address'> | undefined {
  const text = heard.toString('latin1');
  const other = protocol === 'v1' ? 'v2' : 'v1';
  if (text.startsWith(BANNERS[protocol])) return {};
  if (text.startsWith(BANNERS[other]))
    return { other: true, fault: `speaks msgr${other.slice(1)}, not msgr${protocol.slice(1)}` };
  if (Object.values(BANNERS).some((banner) => banner.startsWith(text))) return undefined;
  return { fault: 'is no monitor of Ceph' };
}

function reasonOf(error: NodeJS.ErrnoException): string {
  const [first] = error instanceof AggregateError ? error.errors : [error];
  const code: string = first?.code ?? error.code ?? '';
  return REASONS[code] ?? `cannot be reached (${code || error.message})`;
}

function close(socket: Socket): void {
  socket.removeAllListeners();
  socket.on('error', () => {});
  socket.destroy();
}
