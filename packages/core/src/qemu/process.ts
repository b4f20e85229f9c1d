import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Duplex, Readable } from 'node:stream';
import { mortal, type Reaper } from '../process/index.js';
import { DESCRIPTORS } from './argv.js';
import { openQmp, type Qmp, type ShutdownReason } from './qmp.js';

/** A running QEMU. It is killed when this process dies, however that happens. */
export interface QemuProcess {
  readonly pid: number;
  /** The guest's console; none when the user's terminal is it. */
  readonly console?: Duplex;
  readonly control: Duplex;
  readonly output: Duplex;
  readonly data: Duplex;
  /** Where the state of a warm VM's devices is written to. */
  readonly state: Duplex;
  readonly monitor: Qmp;
  /** Calls `listener` when the guest has shut down or reset itself, also if QEMU then stays. */
  onShutdown(listener: () => void): void;
  /** Resolves when it has ended and all that it wrote has been read. */
  readonly ended: Promise<QemuEnd>;
  /** Ends it: politely, then by SIGKILL. */
  stop(): void;
}

export interface QemuEnd {
  readonly status?: number;
  readonly signal?: NodeJS.Signals;
  /** Why the VM shut down, if QEMU said. */
  readonly reason?: ShutdownReason;
  /** What QEMU printed: its errors and warnings. */
  readonly messages: string;
}

const PATIENCE_MS = 2000;
/** All but the memory, which is a file. */
const CONNECTIONS = DESCRIPTORS.memory - DESCRIPTORS.console;

/**
 * Signals of the terminal, of timeout(1) or of a service manager go to us and to QEMU, which would end at once, whatever the guest
 * still has to do: it is we who end it. A mask stays over exec, while QEMU sets handlers of its own. An env(1) older than
 * coreutils 8.31 knows no --block-signal.
 */
const BLOCK = 'env --block-signal=INT,TERM,QUIT,HUP';
const DEAF = `${BLOCK} true 2>/dev/null && set -- ${BLOCK} "$@"; unset PWD; exec "$@"`;

/**
 * Starts QEMU. `program` is absolute; `terminal` gives it our own standard input and output.
 * Not through execa, which treats descriptors above 2 as one-way: these are sockets, read and written.
 */
export async function startQemu(
  program: string,
  args: readonly string[],
  options: {
    readonly terminal: boolean;
    readonly cwd: string;
    readonly reaper: Reaper;
    /** Descriptor of the open file that has its memory (DESCRIPTORS.memory). */
    readonly memory?: number;
  },
): Promise<QemuProcess> {
  const standard = options.terminal ? (['inherit', 'inherit', 'pipe'] as const) : (['ignore', 'pipe', 'pipe'] as const);
  const [command, ...words] = mortal('/bin/sh', ['-c', DEAF, 'sh', program, ...args]);
  const child = spawn(command, words, {
    cwd: options.cwd,
    stdio: [...standard, ...Array(CONNECTIONS).fill('pipe'), ...(options.memory === undefined ? [] : [options.memory])],
  });
  await once(child, 'spawn');
  const pid = child.pid ?? 0;
  options.reaper.kills(pid);
  const streams = child.stdio as unknown as Record<number, Duplex>;
  const stream = (descriptor: number) => {
    const found = streams[descriptor];
    if (!found) throw new Error(`QEMU was started without descriptor ${descriptor}.`);
    found.on('error', () => {}); // it ended; `ended` tells
    return found;
  };
  if (options.terminal) stream(DESCRIPTORS.console).resume();
  let reason: ShutdownReason | undefined;
  let messages = '';
  const listeners: (() => void)[] = [];
  const collect = (text: Readable | null) => text?.setEncoding('utf8').on('data', (data) => (messages += data));
  collect(child.stdout);
  collect(child.stderr);
  const monitor = openQmp(stream(DESCRIPTORS.qmp), (event, data) => {
    if (event !== 'SHUTDOWN') return;
    reason ??= String(data['reason']);
    for (const listener of listeners) listener();
  });
  const ended = once(child, 'close').then(([status, signal]): QemuEnd => {
    options.reaper.ended(pid);
    return { messages, ...(status === null ? { signal } : { status }), ...(reason === undefined ? {} : { reason }) };
  });
  return {
    pid,
    ...(options.terminal ? {} : { console: stream(DESCRIPTORS.console) }),
    control: stream(DESCRIPTORS.control),
    output: stream(DESCRIPTORS.output),
    data: stream(DESCRIPTORS.data),
    state: stream(DESCRIPTORS.state),
    monitor,
    onShutdown: (listener) => listeners.push(listener),
    ended,
    stop() {
      monitor.execute('quit').catch(() => {});
      const timer = setTimeout(() => child.kill('SIGKILL'), PATIENCE_MS);
      ended.finally(() => clearTimeout(timer));
    },
  };
}
