import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { isSystemError, RapidoError } from '../errors.js';
import type { Environment } from '../host.js';
import { abstractSocket, makeRuntimeDir } from '../process/index.js';
import { GREETING, TAKEN } from './lease-protocol.js';
import { type MeshPlace, meshPlace } from './place.js';

/** The oldest QEMU that can connect to the switch (`-netdev stream`). */
export const OLDEST_QEMU_FOR_MESH = '7.2';

/** The switch forwards for as long as anybody has a lease of it. */
export interface MeshLease {
  /** For QEMU: `-netdev stream,id=ID,server=off,addr.type=unix,addr.path=SOCKET` (commas doubled). */
  readonly socket: string;
  /** Resolves when the switch is gone though this lease has not been left: it connects these VMs no more. */
  readonly lost: Promise<void>;
  leave(): void;
}

const PATIENCE_MS = 10_000;
const PAUSE_MS = 20;

/** As seen from src as well as from dist. */
const SWITCH = fileURLToPath(new URL('../../dist/mesh/switch-main.js', import.meta.url));

/**
 * Joins the one layer-2 segment of this user's VMs in this network namespace, which the first one makes. The lease ends
 * with this process, if it is not left before, and does not keep it alive. Throws a RapidoError when there is no switch
 * and none can be started, and `signal`'s reason when aborted.
 */
export function joinMesh(environment: Environment, signal: AbortSignal): Promise<MeshLease> {
  const turn = lastTurn.then(() => join(environment, signal));
  lastTurn = turn.catch(() => {});
  return turn;
}

/** VMs of one process join one after the other: the switch that the first has to start is there for the next. */
let lastTurn: Promise<unknown> = Promise.resolve();

async function join(environment: Environment, signal: AbortSignal): Promise<MeshLease> {
  signal.throwIfAborted();
  await makeRuntimeDir(environment);
  const place = await meshPlace(environment);
  const patience = AbortSignal.timeout(PATIENCE_MS);
  try {
    const connection = await attach(place, AbortSignal.any([signal, patience]));
    return leaseOf(connection, place.frames);
  } catch (error) {
    signal.throwIfAborted();
    if (RapidoError.is(error)) throw error;
    if (patience.aborted) throw failure(`${place.lease} does not answer`);
    throw failure(error instanceof Error ? error.message : String(error), error);
  }
}

/** A connection to a switch that forwards. */
async function attach(place: MeshPlace, signal: AbortSignal): Promise<Socket> {
  for (let round = 0; ; round++) {
    signal.throwIfAborted();
    // What is waited for are events; somebody else's process that has taken our names must not keep us busy.
    if (round > 0) await setTimeout(PAUSE_MS);
    const other = await dial(place.lease);
    if (other) {
      const answer = await answerOf(other, signal);
      if (answer === GREETING) return other;
      if (answer !== undefined) throw failure(`${place.lease} is another version's, or no switch's (${answer})`);
    }
    // One that is beginning, or ending: in any case not for long.
    const holder = await dial(abstractSocket(place.lock));
    if (holder) {
      await answerOf(holder, signal);
      continue;
    }
    const own = await startSwitch(place);
    const answer = await answerOf(own, signal);
    if (answer === GREETING) return own;
    signal.throwIfAborted();
    if (answer !== TAKEN) throw failure(answer ?? 'its switch has ended at once');
  }
}

function leaseOf(connection: Socket, socket: string): MeshLease {
  let left = false;
  const lost = new Promise<void>((resolve) => {
    connection.once('close', () => {
      if (!left) resolve();
    });
  });
  connection.unref();
  return {
    socket,
    lost,
    leave() {
      left = true;
      connection.destroy();
    },
  };
}

/** Connects to a unix socket; undefined where nobody listens, or not any more by the time that we would be answered. */
function dial(path: string): Promise<Socket | undefined> {
  return new Promise((resolve, reject) => {
    const socket = connect({ path });
    socket.once('connect', () => resolve(socket));
    socket.on('error', (error) => {
      if (isSystemError(error, 'ENOENT', 'ECONNREFUSED', 'ECONNRESET')) resolve(undefined);
      else reject(error); // once it is connected, 'close' tells
    });
  });
}

/**
 * Starts a switch, and resolves to the connection that is its first lease. Not through runTool: it may outlive us, for
 * its life is that of the leases.
 */
async function startSwitch({ frames, lease, lock }: MeshPlace): Promise<Socket> {
  const child = spawn(process.execPath, [SWITCH, frames, lease, lock], {
    detached: true,
    cwd: '/',
    env: {},
    stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
  });
  await once(child, 'spawn');
  child.unref();
  const connection = child.stdio[3] as Socket;
  return connection.on('error', () => {}); // 'close' follows
}

/** The first line that comes; undefined when the connection closes before, as it does when aborted. */
function answerOf(connection: Socket, signal: AbortSignal): Promise<string | undefined> {
  return new Promise((resolve) => {
    let text = '';
    const abort = () => connection.destroy();
    const finish = (answer?: string) => {
      signal.removeEventListener('abort', abort);
      resolve(answer);
    };
    if (signal.aborted) abort();
    signal.addEventListener('abort', abort);
    connection.once('close', () => finish());
    connection.setEncoding('utf8').on('data', (piece) => {
      text += piece;
      if (text.endsWith('\n')) finish(text.trim());
    });
  });
}

function failure(reason: string, cause?: unknown): RapidoError {
  return new RapidoError('NETWORK', `The mesh cannot be joined: ${reason}.`, {
    cause,
    hint: 'Without the mesh: --net user, or --net bridge after sudo rapido net up.',
  });
}
