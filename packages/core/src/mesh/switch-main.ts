/**
 * The process behind `--net mesh`: `switch-main.js FRAMES LEASE LOCK`, as in MeshPlace, with the first lease at
 * descriptor 3. It greets each lease when it forwards, and ends when the last lease and the last port are gone. The
 * first lease is told instead when another process has the lock, or what has gone wrong.
 */
import { rmSync } from 'node:fs';
import { createServer, type Server, Socket } from 'node:net';
import { isSystemError } from '../errors.js';
import { abstractSocket } from '../process/abstract-socket.js';
import { EthernetSwitch } from './ethernet-switch.js';
import { GREETING, TAKEN } from './lease-protocol.js';

const [framesPath = '', leasePath = '', lock = ''] = process.argv.slice(2);
const first = new Socket({ fd: 3 });
process.umask(0o177); // the sockets are this user's alone
try {
  const begun = await takeLock();
  if (begun) {
    await serve();
    begun();
  } else {
    endWith(TAKEN);
  }
} catch (error) {
  endWith(error instanceof Error ? error.message : String(error));
}

/** Undefined where another process has it. Whoever waits for us is let go when the result is called, or we end. */
async function takeLock(): Promise<(() => void) | undefined> {
  let begun = () => {};
  const beginning = new Promise<void>((resolve) => {
    begun = resolve;
  });
  const letGo = (waiting: Socket) => {
    waiting.on('error', () => {});
    beginning.then(() => waiting.destroy());
  };
  try {
    (await listen(abstractSocket(lock), letGo)).unref();
    return begun;
  } catch (error) {
    if (isSystemError(error, 'EADDRINUSE')) return undefined;
    throw error;
  }
}

async function serve(): Promise<void> {
  process.title = `rapido-mesh ${framesPath}`;
  const ethernet = new EthernetSwitch();
  const servers: Server[] = [];
  const present = new Set<Socket>([first]);
  const endIfAlone = () => {
    if (present.size === 0) for (const server of servers) server.close(); // which removes its socket
  };
  const hold = (socket: Socket) => {
    present.add(socket);
    socket.on('error', () => {}); // 'close' follows
    socket.once('close', () => {
      present.delete(socket);
      endIfAlone();
    });
  };
  const holdLease = (socket: Socket) => {
    hold(socket);
    socket.resume().write(`${GREETING}\n`);
  };
  const holdPort = (socket: Socket) => {
    hold(socket);
    ethernet.connect(socket);
  };
  for (const stale of [framesPath, leasePath]) rmSync(stale, { force: true });
  servers.push(await listen(framesPath, holdPort));
  servers.push(await listen(leasePath, holdLease));
  holdLease(first);
}

function listen(path: string, serveOne: (socket: Socket) => void): Promise<Server> {
  return new Promise((resolve, reject) => {
    const server = createServer(serveOne);
    server.once('error', reject);
    server.listen({ path }, () => resolve(server));
  });
}

function endWith(answer: string): void {
  first.on('error', () => {});
  first.end(`${answer}\n`, () => process.exit());
}
