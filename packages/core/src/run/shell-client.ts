import { once } from 'node:events';
import { connect } from 'node:net';
import type { Readable, Writable } from 'node:stream';
import { isSystemError, RapidoError } from '../errors.js';
import type { Environment } from '../host.js';
import type { Terminal } from './payload.js';
import { findVm, type RunningVm } from './running.js';
import { readJson, type ShellReply, sendJson } from './shell-protocol.js';

export interface ShellOptions {
  /** A VM's number or name; absent: the only one. */
  readonly vm?: string;
  /** For the guest's shell; absent: an interactive one. */
  readonly command?: string;
  /** The user's terminal, raw, for a shell on it. */
  readonly terminal?: Terminal;
  readonly input?: Readable;
  readonly output: Writable;
  readonly signal: AbortSignal;
}

/** How long the guest may take to open a shell: it may be busy. Milliseconds. */
const PATIENCE = 20_000;

/** Opens a shell, or runs a command, in a running VM, beside its steps. Resolves with its exit status. */
export async function openShell(environment: Environment, options: ShellOptions): Promise<number> {
  const { terminal, command, input, output, signal } = options;
  const vm = await findVm(environment, options.vm);
  const socket = connect(vm.socket);
  try {
    await once(socket, 'connect', { signal });
  } catch (error) {
    signal.throwIfAborted();
    if (!isSystemError(error, 'ENOENT', 'ECONNREFUSED', 'EINVAL')) throw error;
    throw notOpened(vm, 'its rapido takes no requests');
  }
  return await new Promise<number>((resolve, reject) => {
    const late = setTimeout(() => reject(notOpened(vm, `it has not answered for ${PATIENCE / 1000} s`)), PATIENCE);
    const abort = () => reject(signal.reason);
    signal.addEventListener('abort', abort, { once: true });
    const send = (data: Buffer) => sendJson(socket, { type: 'data', data: data.toString('base64') });
    const endResize = terminal?.onResize?.((rows, columns) => sendJson(socket, { type: 'size', rows, columns }));
    readJson<ShellReply>(socket, (reply) => {
      if (reply.type === 'begun') clearTimeout(late);
      else if (reply.type === 'data') output.write(Buffer.from(reply.data, 'base64'));
      else if (reply.type === 'end') resolve(reply.status);
      else reject(notOpened(vm, reply.reason));
    });
    socket.on('error', () => {}); // 'close' follows
    socket.on('close', () => {
      clearTimeout(late);
      signal.removeEventListener('abort', abort);
      endResize?.();
      input?.off('data', send);
      reject(notOpened(vm, 'it has ended'));
    });
    const { rows, columns, type: term } = terminal ?? { rows: 24, columns: 80, type: 'dumb' };
    const request = { type: 'open', terminal: terminal !== undefined, rows, columns, term } as const;
    sendJson(socket, command === undefined ? request : { ...request, command });
    input?.on('data', send);
  }).finally(() => socket.destroy());
}

function notOpened({ number, name }: RunningVm, reason: string): RapidoError {
  return new RapidoError('VM_SHELL', `No shell in VM ${number} (${name}): ${reason}.`, {
    hint: 'rapido ps lists the VMs that run.',
  });
}
