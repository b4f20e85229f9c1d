import { readFile } from 'node:fs/promises';
import { quoteWord } from '../config/index.js';
import { isSystemError, RapidoError } from '../errors.js';
import { type GuestNetwork, peerRuns } from '../network/index.js';
import { quote } from '../process/index.js';
import type { PeerVm } from './places.js';
import type { VmPlan } from './types.js';

/** The user's terminal, whose size and type the guest's console takes over. */
export interface Terminal {
  readonly rows: number;
  readonly columns: number;
  /** TERM */
  readonly type: string;
  /** Its device, as `/dev/pts/3`, where that is known. */
  readonly device?: string;
  /** Calls `listener` with each new size, also if it is another already; returns what ends that. */
  onResize?(listener: (rows: number, columns: number) => void): () => void;
}

export interface PayloadOptions {
  readonly number: number;
  /** Which of the VMs that share the work of a suite it is, from 1. */
  readonly job: number;
  readonly hostname: string;
  readonly interactive: boolean;
  /** Tells the marks in the steps' output from what steps print. */
  readonly nonce: string;
  readonly keepGoing: boolean;
  readonly terminal: Terminal;
  /** Drivers of the devices that the VM has. */
  readonly modules: readonly string[];
  /** Queries for the kernel's dynamic debug (Documentation/admin-guide/dynamic-debug-howto.rst). */
  readonly dynamicDebug: readonly string[];
  /** Where the guest mounts the shared directory, if there is one. */
  readonly share?: string;
  readonly network?: VmNetworkSetup;
  /** The VMs of the run, itself too. */
  readonly peers: readonly PeerVm[];
  /** Names of the VMs that it waits for before its autorun. */
  readonly waitsFor: readonly string[];
  /** It stays when its steps have ended, until it is told that it is not needed any more. */
  readonly stays: boolean;
  /** Directory in the guest where the cut's suite leaves what there is to its tests, if the cut has a suite. */
  readonly results?: string;
  /** Which of the kernel's messages its console shows, where the kernel parameters do not say. */
  readonly level?: number;
}

/** What the guest sets its network up from. */
export interface VmNetworkSetup extends GuestNetwork {
  /** hosts(5) */
  readonly hosts: string;
}

/** The run payload: what the guest is told of this run (docs/guest-protocol.md). Holds secrets; it is never stored. */
export async function runPayload(plan: VmPlan, options: PayloadOptions): Promise<Buffer> {
  const { terminal } = options;
  const lines = [
    call('vm', options.number, plan.name, options.hostname, options.job),
    call('mode', options.interactive ? 'interactive' : 'batch', options.nonce),
    call('terminal', terminal.rows, terminal.columns, terminal.type),
    call('modules', ...options.modules),
    ...options.dynamicDebug.map((query) => call('dynamic_debug', query)),
    ...(options.level === undefined ? [] : [call('loglevel', options.level)]),
    ...(options.share === undefined ? [] : [call('share', options.share)]),
    ...(options.network === undefined ? [] : networkCalls(options.network)),
    ...options.peers.map(({ name, cut, address = '-' }) => call('peer', name, cut, address)),
    ...(options.waitsFor.length === 0 ? [] : [call('wait', ...options.waitsFor)]),
    ...(options.stays ? [call('service')] : []),
    ...(options.keepGoing ? [call('keep_going')] : []),
    ...Object.entries(plan.settings).map(([key, value]) => call('setting', key, value)),
    ...plan.runFiles.map(({ dest, mode, text }) => call('file', dest, mode.toString(8), base64(text))),
    ...plan.get.map((pattern) => call('get', pattern)),
    ...(plan.suite === undefined ? [] : [suiteCall(plan.suite, options)]),
    ...(await Promise.all(plan.steps.map(stepCall))),
  ];
  return Buffer.from(`${lines.join('\n')}\n`);
}

/** What a restored VM is told first, as late as possible: its clock has stood still. */
export function clockCall(now: Date): Buffer {
  return Buffer.from(`${call('clock', (now.getTime() / 1000).toFixed(3))}\n`);
}

function networkCalls({ nics, commands, dhcp, dhcpServers, resolver, hosts }: VmNetworkSetup): string[] {
  const { lines, runs } = peerRuns(hosts);
  return [
    ...nics.map(({ mac, linkLocal, addresses }) => call('nic', mac, linkLocal ? 'yes' : 'no', addresses.join(' '))),
    ...commands.map((command) => call('ip', command)),
    ...dhcp.map(({ nic, request = '' }) => call('dhcp', nic, DHCP_SECONDS, request)),
    ...dhcpServers.map(({ nic, lines }) => call('dhcp_server', nic, lines)),
    call('hosts', lines),
    ...runs.map(({ prefix, offset, first, last }) => call('peers', prefix, offset, first, last)),
    ...(resolver === '' ? [] : [call('resolver', resolver)]),
  ];
}

/** What the suite's step is, for people. */
export function suiteTitle({ args }: NonNullable<VmPlan['suite']>): string {
  return ['suite', ...args].map(quoteWord).join(' ');
}

function suiteCall(suite: NonNullable<VmPlan['suite']>, { results }: PayloadOptions): string {
  if (results === undefined) throw new Error('An image without a suite cannot run one.');
  return call('suite', suiteTitle(suite), results, ...suite.args);
}

async function stepCall(step: VmPlan['steps'][number]): Promise<string> {
  if (step.kind === 'command') return call('step', 'command', step.text);
  return call('step', 'script', step.path, (await readScript(step.path)).toString('base64'));
}

/** Reads a script of `-f`; a RapidoError when it is not there. */
export async function readScript(path: string): Promise<Buffer> {
  try {
    return await readFile(path);
  } catch (error) {
    if (!isSystemError(error, 'ENOENT', 'ENOTDIR', 'EISDIR', 'EACCES')) throw error;
    throw new RapidoError('USAGE', `Cannot read the script ${path}: ${error.message}.`, {
      hint: 'Paths of -f start from the working directory.',
      cause: error,
    });
  }
}

/** A server may be a VM that is just being started. */
const DHCP_SECONDS = 30;

function call(name: string, ...words: readonly (string | number)[]): string {
  return [`payload_${name}`, ...words.map((word) => quote(String(word)))].join(' ');
}

function base64(text: string): string {
  return Buffer.from(text).toString('base64');
}
