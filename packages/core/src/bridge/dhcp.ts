import { readFile, readlink, rm, rmdir } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { isSystemError, RapidoError } from '../errors.js';
import { isDirectory, namesIn, textOf } from '../files.js';
import { startTime } from '../process/index.js';
import type { Command, DhcpServer } from './types.js';

/** How long dnsmasq may take to end when asked to. */
const PATIENCE_MS = 5000;

/** Where the DHCP server of a bridge keeps its files: one directory for each bridge of each network namespace. */
export async function dhcpDirectory(parent: string, bridge: string): Promise<string> {
  const namespace = (await readlink('/proc/self/ns/net')).replace(/\D/g, '');
  return join(parent, `${bridge}-${namespace}`);
}

/**
 * dnsmasq(8) as a DHCP server for `bridge` alone, without DNS. It says nothing of a router or a resolver, as the bridge
 * leads nowhere.
 */
export function dhcpCommand(bridge: string, range: string, directory: string, mayChangeUser: boolean): Command {
  return [
    'dnsmasq',
    '--conf-file=/dev/null',
    ...['--port=0', '--no-hosts', '--no-resolv', '--no-ping', '--dhcp-authoritative'],
    ...['--bind-interfaces', `--interface=${bridge}`, '--except-interface=lo'],
    `--dhcp-range=${range}`,
    ...['--dhcp-option=3', '--dhcp-option=6'],
    `--dhcp-leasefile=${join(directory, 'leases')}`,
    `--pid-file=${pidFile(directory)}`,
    ...(mayChangeUser ? [] : ['--user=', '--group=']),
  ];
}

/** Ends the server that wrote the pid file; for people to paste, as Rapido does it with more care. */
export function stopCommand(directory: string): Command {
  return ['pkill', '--pidfile', pidFile(directory)];
}

/** Makes the directory of the server's files, and the one that it is in. */
export function makeFilesCommand(directory: string): Command {
  return ['mkdir', '-p', '-m', '700', dirname(directory), directory];
}

/** Removes the server's files; for people to paste, too. */
export function removeFilesCommand(directory: string): Command {
  return ['rm', '-rf', directory];
}

/** Whether dnsmasq can become an ordinary user here: in a user namespace of few users it cannot. */
export async function mayChangeUser(): Promise<boolean> {
  const map = await readFile('/proc/self/uid_map', 'utf8');
  return map.trim().split(/\s+/).join(' ') === '0 0 4294967295';
}

/** The server that runs with files in `directory`, in our network namespace. */
export async function runningDhcp(directory: string): Promise<DhcpServer | undefined> {
  const server = await findServer(directory);
  return server && { command: server.command };
}

/** Whether there are files of a server; false for who may not look. */
export async function hasFiles(directory: string): Promise<boolean> {
  try {
    return await isDirectory(directory);
  } catch (error) {
    if (isSystemError(error, 'EACCES')) return false;
    throw error;
  }
}

/** Ends the server with files in `directory`, if it runs. */
export async function stopDhcp(directory: string): Promise<void> {
  const server = await findServer(directory);
  if (server) {
    kill(server.pid, 'SIGTERM');
    if (!(await hasEnded(server, PATIENCE_MS))) {
      kill(server.pid, 'SIGKILL');
      if (!(await hasEnded(server, PATIENCE_MS))) {
        throw new RapidoError('HOST', `dnsmasq, process ${server.pid}, does not end.`, {
          hint: `sudo kill -9 ${server.pid}`,
        });
      }
    }
  }
}

/** Removes the files of a server, and the directory that they all are in with the last ones. */
export async function removeFiles(directory: string): Promise<void> {
  await rm(directory, { recursive: true, force: true });
  await rmdir(dirname(directory)).catch((error) => {
    if (!isSystemError(error, 'ENOTEMPTY', 'EEXIST', 'ENOENT')) throw error; // another bridge has a server
  });
}

interface FoundServer extends DhcpServer {
  readonly pid: number;
  readonly started: string;
}

/**
 * The pid file alone proves nothing: numbers are used again. It is our server if it runs in our network namespace, and
 * was started with this very pid file.
 */
async function findServer(directory: string): Promise<FoundServer | undefined> {
  for (const pid of await candidates(directory)) {
    const server = await serverOf(pid, directory);
    if (server) return server;
  }
  return undefined;
}

/** Who is not root may not read the pid file, and looks at all processes. */
async function candidates(directory: string): Promise<number[]> {
  try {
    return [Number(await textOf(pidFile(directory)))];
  } catch (error) {
    if (!isSystemError(error, 'EACCES')) throw error;
    return (await namesIn('/proc')).map(Number);
  }
}

async function serverOf(pid: number, directory: string): Promise<FoundServer | undefined> {
  if (!Number.isInteger(pid) || pid < 2) return undefined;
  const started = await startTime(pid);
  if (started === undefined) return undefined;
  const words = await dnsmasqWords(pid);
  const isOurs = words.includes(`--pid-file=${pidFile(directory)}`);
  if (!isOurs || !(await isInOurNamespace(pid)) || (await startTime(pid)) !== started) return undefined;
  return { pid, started, command: ['dnsmasq', ...words.slice(1)] };
}

/** The command line of a process, if it is dnsmasq's; no words of another, or of one that has ended or may not be seen. */
async function dnsmasqWords(pid: number | string): Promise<string[]> {
  const text = await textOf(`/proc/${pid}/cmdline`).catch(() => '');
  const words = (text ?? '').split('\0').slice(0, -1);
  return basename(words[0] ?? '') === 'dnsmasq' ? words : [];
}

/** Whoever may not look, an ordinary user, takes it for ours: it only asks. */
async function isInOurNamespace(pid: number): Promise<boolean> {
  try {
    return (await readlink(`/proc/${pid}/ns/net`)) === (await readlink('/proc/self/ns/net'));
  } catch (error) {
    if (isSystemError(error, 'EACCES', 'EPERM')) return true;
    if (isSystemError(error, 'ENOENT', 'ESRCH')) return false;
    throw error;
  }
}

async function hasEnded({ pid, started }: FoundServer, patience: number): Promise<boolean> {
  const deadline = performance.now() + patience;
  while ((await startTime(pid)) === started) {
    if (performance.now() > deadline) return false;
    await setTimeout(10);
  }
  return true;
}

function kill(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if (!isSystemError(error, 'ESRCH')) throw error;
  }
}

function pidFile(directory: string): string {
  return join(directory, 'pid');
}

/**
 * The range that the DHCP server of `bridge` gives out, if one of `rapido net up` runs. For those who may only look: it is
 * known by its pid file's name, wherever that lies.
 */
export async function servedRange(bridge: string): Promise<string | undefined> {
  const pidFileHere = join('/', basename(await dhcpDirectory('', bridge)), 'pid');
  for (const pid of await namesIn('/proc')) {
    if (!/^\d+$/.test(pid)) continue;
    const words = await dnsmasqWords(pid);
    const isOurs = words.some((word) => word.startsWith('--pid-file=') && word.endsWith(pidFileHere));
    const range = words.find((word) => word.startsWith(RANGE_OPTION));
    if (isOurs && range) return range.slice(RANGE_OPTION.length);
  }
  return undefined;
}

const RANGE_OPTION = '--dhcp-range=';
