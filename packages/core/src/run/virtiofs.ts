import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { RapidoError } from '../errors.js';
import type { Environment } from '../host.js';
import { findProgram, installCommand, mortal, packageOf, type WorkDir } from '../process/index.js';
import type { MachineVirtiofs } from '../qemu/index.js';
import { runtimePath } from './running.js';

/** Where distributions have it, as no user calls it. */
const PLACES = ['virtiofsd', '/usr/libexec/virtiofsd', '/usr/lib/virtiofsd', '/usr/lib/qemu/virtiofsd'];

/** What it says as soon as QEMU may come (virtiofsd(1) of QEMU, and the one in Rust). */
const READY = /Waiting for vhost-user socket connection/;

/** Directories that are served to a VM for as long as it runs. */
export interface Served {
  readonly shares: readonly MachineVirtiofs[];
  stop(): void;
}

/**
 * Starts a virtiofsd for each tag, each with a new directory that goes with the run. One ends with its QEMU, and is killed when
 * this process dies. Throws a RapidoError HOST where there is none, or it does not start.
 */
export async function serveVirtiofs(
  tags: readonly string[],
  { environment, number, work }: { readonly environment: Environment; readonly number: number; readonly work: WorkDir },
): Promise<Served> {
  const running: { kill(): void }[] = [];
  const stop = () => {
    for (const server of running) server.kill();
  };
  try {
    const shares: MachineVirtiofs[] = [];
    for (const [index, tag] of tags.entries()) {
      const directory = join(work.path, `virtiofs-${number}-${index}`);
      const socket = runtimePath(environment, { number, pid: process.pid }, `fs${index}`);
      await mkdir(directory, { mode: 0o755, recursive: true });
      for (const path of [socket, ...lockFiles(socket)]) work.reaper.removes(path);
      running.push(await startServer(await virtiofsd(environment), { directory, socket, work }));
      shares.push({ tag, socket });
    }
    return { shares, stop };
  } catch (error) {
    stop();
    throw error;
  }
}

/** What a virtiofsd leaves behind, the one in Rust and that of QEMU, so that no other takes its socket. */
function lockFiles(socket: string): string[] {
  return [`${socket}.pid`, `/var/run/virtiofsd/${socket.replaceAll('/', '.')}.pid`];
}

async function virtiofsd({ variables }: Environment): Promise<string> {
  for (const name of PLACES) {
    const path = await findProgram(name, variables);
    if (path !== undefined) return path;
  }
  const packages = packageOf('virtiofsd');
  throw new RapidoError('HOST', 'virtiofsd is not installed.', {
    hint: packages ? await installCommand(packages) : 'Install it.',
  });
}

async function startServer(
  program: string,
  { directory, socket, work }: { readonly directory: string; readonly socket: string; readonly work: WorkDir },
): Promise<{ kill(): void }> {
  const args = [`--socket-path=${socket}`, '-o', `source=${directory}`, '-o', 'xattr'];
  const [command, ...words] = mortal(program, args);
  const child = spawn(command, words, { cwd: work.path, stdio: ['ignore', 'ignore', 'pipe'] });
  await once(child, 'spawn');
  const pid = child.pid ?? 0;
  work.reaper.kills(pid);
  const ended = once(child, 'close').then(() => work.reaper.ended(pid));
  let said = '';
  const ready = new Promise<'ready'>((resolve) => {
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      // What it says later is of no use to anybody.
      if (!READY.test(said)) said += text;
      if (READY.test(said)) resolve('ready');
    });
  });
  if ((await Promise.race([ready, ended])) !== 'ready') {
    const hint = 'One that was made with QEMU before 8.0 has to be started by root; the one in Rust does not.';
    throw new RapidoError('HOST', `${program} did not start: ${said.trim()}`, { hint });
  }
  return { kill: () => child.kill() };
}
