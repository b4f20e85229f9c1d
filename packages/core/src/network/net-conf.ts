import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isSystemError, RapidoError } from '../errors.js';
import { isDirectory, isFile, orNothing } from '../files.js';
import { refuseConflicts } from './net-conf-conflicts.js';
import { parseNetworkFile } from './parse-network-file.js';
import { parseDomain } from './systemd-values.js';
import type { VmNetConf } from './types.js';

export interface NetConf {
  /** In the order of their numbers. */
  readonly vms: readonly VmNetConf[];
  /** What does nothing, each with its file. */
  readonly warnings: readonly string[];
}

/**
 * Reads the directory VM_NET_CONF: `vmN/TAP.network` (`parseNetworkFile`) and `vmN/hostname` for N from 1 to 99. There
 * are no VMs where there is no such directory, and other files are nobody's business. Throws CONFIG_SYNTAX or
 * CONFIG_VALUE that names the file, or both files where two VMs are given the same name, tap, MAC or address.
 */
export async function readNetConf(dir: string | undefined): Promise<NetConf> {
  if (dir === undefined) return { vms: [], warnings: [] };
  const warnings: string[] = [];
  const vms: VmNetConf[] = [];
  for (const name of await sortedNames(dir)) {
    const path = join(dir, name);
    const number = Number(/^vm([1-9]\d?)$/.exec(name)?.[1]);
    if (number && (await readable(path, isDirectory(path)))) vms.push(...(await readVm(path, number, warnings)));
    else if (name.endsWith('.network')) warnings.push(`${path} does nothing: its place is ${join(dir, 'vm1', name)}`);
  }
  refuseConflicts(vms, dir);
  return { vms, warnings };
}

/**
 * The taps of VM `number`: those of its net-conf, in order, or else `rapido-tapN`. Where the net-conf of another VM has
 * that one, it is `rapido-tap(100 + N)` and so on.
 */
export function tapsOf(vms: readonly VmNetConf[], number: number): string[] {
  const own = vms.find((vm) => vm.number === number)?.nics.map(({ tap }) => tap) ?? [];
  if (own.length > 0) return own;
  const taken = new Set(vms.flatMap(({ nics }) => nics.map(({ tap }) => tap)));
  let place = number;
  while (taken.has(`rapido-tap${place}`)) place += 100;
  return [`rapido-tap${place}`];
}

/** The VM of this directory, if it says anything of it. */
async function readVm(dir: string, number: number, warnings: string[]): Promise<VmNetConf[]> {
  const names = await sortedNames(dir);
  const nics: VmNetConf['nics'][number][] = [];
  for (const name of names) {
    const file = join(dir, name);
    if (/\.(?:netdev|link|network\.d)$/.test(name)) warnings.push(`${file} is not supported and does nothing`);
    if (!name.endsWith('.network')) continue;
    const tap = tapName(name.slice(0, -'.network'.length), file);
    const read = parseNetworkFile(await textIn(file), file);
    warnings.push(...read.warnings);
    nics.push({ tap, file, config: read.config });
  }
  const hostname = names.includes('hostname') ? await readHostname(join(dir, 'hostname')) : undefined;
  return nics.length > 0 || hostname !== undefined
    ? [{ number, ...(hostname !== undefined && { hostname }), nics }]
    : [];
}

function tapName(tap: string, file: string): string {
  if (/^[a-z\d_][\w.-]{0,14}$/i.test(tap)) return tap;
  throw new RapidoError('CONFIG_VALUE', `${file}: ${JSON.stringify(tap)} cannot be the name of a tap device.`, {
    hint: 'The file is named after its tap: up to 15 letters, digits, "_", "-" and ".", as rapido-tap1.network.',
  });
}

/** The first line of hostname(5) that is not a comment. */
async function readHostname(file: string): Promise<string | undefined> {
  const lines = (await textIn(file)).split('\n').map((line) => line.trim());
  const name = lines.find((line) => line !== '' && !line.startsWith('#'));
  if (name === undefined || isHostname(name)) return name;
  throw new RapidoError('CONFIG_VALUE', `${file}: ${JSON.stringify(name)} is not a host name.`, {
    hint: 'A host name has letters, digits, "-" and between its labels ".", 63 characters at most (RFC 1123), as node-a.',
  });
}

function isHostname(name: string): boolean {
  const isAddress = /(?:^|\.)\d+$/.test(name);
  return name.length <= 63 && !/[_~]|\.$|^localhost$/i.test(name) && !isAddress && parseDomain(name) !== undefined;
}

/** What is in a file; only a regular one is read, so that no FIFO or device keeps us waiting. */
async function textIn(file: string): Promise<string> {
  if (await readable(file, isFile(file))) return readable(file, readFile(file, 'utf8'));
  throw new RapidoError('CONFIG_FILE', `${file} is not a regular file.`, { hint: 'Replace or remove it.' });
}

/** Names of a directory that are not hidden, in natural order (tap2 before tap10); none where there is none. */
async function sortedNames(dir: string): Promise<string[]> {
  const names = (await readable(dir, orNothing(readdir(dir)))) ?? [];
  return names.filter((name) => !name.startsWith('.')).sort(new Intl.Collator('en', { numeric: true }).compare);
}

async function readable<T>(path: string, work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (!isSystemError(error, 'EACCES', 'EPERM', 'ELOOP')) throw error;
    const why = error.code === 'ELOOP' ? 'its symbolic links lead in a circle' : 'permission denied';
    throw new RapidoError('CONFIG_FILE', `Cannot read ${path}: ${why}.`, {
      hint: 'Correct that, or name another directory with VM_NET_CONF.',
      cause: error,
    });
  }
}
