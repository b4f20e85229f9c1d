import type { Duplex } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import type { Qmp } from '../qemu/index.js';
import { blockedTasks } from './blocked-tasks.js';
import { writeBundleFile } from './bundle.js';
import { cpuPlaces, type Symbols } from './cpu-places.js';
import type { Examination } from './types.js';

/** A VM that is to be ended for what it does not do any more. */
export interface Patient {
  readonly monitor: Qmp;
  /** Absent where the user's terminal is the console. */
  readonly console: Duplex | undefined;
  readonly bundle: string;
  readonly symbols: Symbols | undefined;
  /** Keeps its memory, if that is wanted. */
  dump(): Promise<void>;
  /** Asks its agent for something. */
  ask(...words: string[]): boolean;
  /** What the kernel has printed since the examination began: text lines. */
  said(): readonly string[];
}

/** Milliseconds. */
const ANSWER = 3000;
/** On a busy machine an emulated CPU takes its time. */
const LAST_ANSWER = 15_000;
const PAUSE = 200;
const QUIET = 1500;
const LONGEST = 30_000;
const DUMP = 300_000;

/**
 * Finds out where a VM is stuck: registers, blocked tasks and every CPU's backtrace (Documentation/admin-guide/sysrq.rst, keys w
 * and l), asked for in the gentlest way that it answers to. What the kernel prints goes to its log. Never fails.
 */
export async function examine(patient: Patient): Promise<Examination> {
  const state = await stateOf(patient.monitor);
  if (state === undefined) return { state: 'QEMU does not answer', cpus: [], blocked: [], answeredTo: 'nothing' };
  const registers = await monitorCommand(patient.monitor, 'info registers -a');
  await writeBundleFile(patient.bundle, 'registers.txt', registers);
  const asked = (await askAgent(patient)) ? 'agent' : (await sendBreaks(patient)) ? 'break' : undefined;
  await patient.dump();
  const answeredTo = asked ?? ((await injectNmi(patient)) ? 'nmi' : 'nothing');
  const said = patient.said();
  return { state, cpus: cpuPlaces(registers, said, patient.symbols), blocked: blockedTasks(said), answeredTo };
}

/** Keeps a VM's memory for crash(8) and drgn. Resolves with whether it is there. */
export async function dumpMemory(monitor: Qmp, path: string): Promise<boolean> {
  const request = { paging: false, protocol: `file:${path}`, format: 'kdump-zlib' };
  return (await answer(monitor.execute('dump-guest-memory', request), DUMP)) !== undefined;
}

async function stateOf(monitor: Qmp): Promise<string | undefined> {
  const status = (await answer(monitor.execute('query-status'))) as { readonly status?: string } | undefined;
  return status?.status;
}

async function monitorCommand(monitor: Qmp, line: string): Promise<string> {
  const text = await answer(monitor.execute('human-monitor-command', { 'command-line': line }));
  return typeof text === 'string' ? text.replaceAll('\r', '') : '';
}

/** User space lives: it does without a break, which a kernel may not have been built to heed. */
async function askAgent(patient: Patient): Promise<boolean> {
  const before = patient.said().length;
  return patient.ask('sysrq', 'w', 'l') && saysMore(patient, before);
}

/** A break and a key on the serial console; 9 first, as the rest may be kept off the console. */
async function sendBreaks(patient: Patient): Promise<boolean> {
  const { console, monitor } = patient;
  if (!console) return false;
  const before = patient.said().length;
  for (const key of '9wl') {
    if ((await answer(monitor.execute('chardev-send-break', { id: 'console' }))) === undefined) return false;
    console.write(key);
    await delay(PAUSE);
  }
  return saysMore(patient, before);
}

/** The kernel is started with unknown_nmi_panic: the CPU that is hit tells where it was. */
async function injectNmi(patient: Patient): Promise<boolean> {
  const before = patient.said().length;
  const injected = (await answer(patient.monitor.execute('inject-nmi'))) !== undefined;
  return injected && saysMore(patient, before, LAST_ANSWER);
}

/** Waits until the kernel has said more than `before` lines, and is quiet again. */
async function saysMore({ said }: Patient, before: number, limit = ANSWER): Promise<boolean> {
  const began = performance.now();
  let [seen, last] = [before, began];
  for (;;) {
    const now = performance.now();
    if (said().length !== seen) [seen, last] = [said().length, now];
    if (seen === before ? now - began > limit : now - last > QUIET || now - began > LONGEST) return seen !== before;
    await delay(PAUSE);
  }
}

/** Undefined for an error, or where there is no answer in time: a QEMU that is stopped says nothing. */
async function answer(request: Promise<unknown>, limit = ANSWER): Promise<unknown> {
  const late = new AbortController();
  try {
    return (await Promise.race([request, delay(limit, undefined, { signal: late.signal })])) ?? undefined;
  } catch {
    return undefined;
  } finally {
    late.abort();
  }
}
