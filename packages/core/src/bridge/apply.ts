import { RapidoError } from '../errors.js';
import type { Environment } from '../host.js';
import { type Reaper, requireProgram, runTool, startReaper, type ToolOptions } from '../process/index.js';
import { commandLine } from './command-line.js';
import { removeFiles, stopDhcp } from './dhcp.js';
import type { BridgePlan } from './plan.js';
import type { Command, Step } from './types.js';

export interface ApplyOptions {
  readonly variables: Environment['variables'];
  readonly signal: AbortSignal;
  /** Called with each command before it is run, also with those that undo. */
  readonly onCommand?: (line: string) => void;
}

/** A command that puts something back is not waited for longer. */
const UNDO_MS = 10_000;

/**
 * Carries out a plan, step by step. When a step fails or `signal` is aborted, all that was done is undone, the last
 * first, which nothing interrupts. Throws the signal's reason, or a RapidoError with the failing command and its words.
 * Resolves with what was left out, as it is optional and failed.
 */
export async function applyPlan({ steps, dhcpDirectory }: BridgePlan, options: ApplyOptions): Promise<string[]> {
  const { signal, variables } = options;
  for (const program of new Set(steps.filter((step) => !step.optional).map(({ command }) => command[0]))) {
    if (program !== 'pkill' && program !== 'rm') await requireProgram(program, variables);
  }
  const reaper = startReaper(); // also keeps the Ctrl-C of the terminal, which we hear ourselves, from our children
  const run: Run = (command, limits) => {
    options.onCommand?.(commandLine(command));
    if (command[0] === 'pkill') return stopDhcp(dhcpDirectory);
    if (command[0] === 'rm') return removeFiles(dhcpDirectory);
    return runCommand(command, { ...limits, reaper, variables });
  };
  const done: Step[] = [];
  const warnings: string[] = [];
  try {
    for (const step of steps) {
      signal.throwIfAborted();
      try {
        // dnsmasq goes into the background at once; stopped on the way, nobody would know of it.
        await run(step.command, step.command[0] === 'ip' ? { signal } : {});
      } catch (error) {
        if (step.optional !== undefined && !signal.aborted) {
          warnings.push(`${step.optional}: ${messageOf(error)}`);
          continue;
        }
        // A failed `ip` has done nothing, while of one that was killed, and of others, that is not known.
        if (signal.aborted || step.command[0] !== 'ip') await undo([step], run);
        throw error;
      }
      done.push(step);
    }
    signal.throwIfAborted();
  } catch (error) {
    throw afterUndoing(error, await undo(done, run), done);
  } finally {
    await reaper.close();
  }
  return warnings;
}

type Run = (command: Command, limits: { signal?: AbortSignal }) => Promise<void>;

/** Undoes steps, the last first. Resolves with what went wrong: the rest is undone all the same. */
async function undo(steps: readonly Step[], run: Run): Promise<string[]> {
  const failures: string[] = [];
  for (const step of steps.toReversed()) {
    for (const command of step.undo) {
      await run(command, { signal: AbortSignal.timeout(UNDO_MS) }).catch((error) => failures.push(messageOf(error)));
    }
  }
  return failures;
}

async function runCommand(command: Command, options: ToolOptions & { reaper: Reaper }): Promise<void> {
  const [program, ...args] = command;
  // The DHCP server stays: nothing of ours goes with it.
  const env = { PATH: options.variables['PATH'], LC_ALL: 'C' };
  const { status, output } = await runTool(program, args, { ...options, env, cwd: '/' });
  if (status === 0) return;
  const said = output.trim() || `status ${status}`;
  throw new RapidoError('HOST', `${commandLine(command)}: ${said}`, { hint: adviceFor(command, said) });
}

function afterUndoing(error: unknown, failures: readonly string[], done: readonly Step[]): unknown {
  if (!RapidoError.is(error)) return error;
  const undoes = done.some((step) => step.undo.length > 0);
  const undone = undoes ? 'What was done before is undone.' : 'What was removed before is gone; the rest is there.';
  const well = done.length === 0 ? 'Nothing was changed.' : undone;
  const left = `Not all could be undone:\n${failures.join('\n')}`;
  const code = error.outcome === 'interrupted' ? 'INTERRUPTED' : 'HOST';
  return new RapidoError(code, `${error.message}\n${failures.length === 0 ? well : left}`, {
    hint: failures.length === 0 ? error.hint : 'rapido net status, and rapido net down',
    exitCode: error.exitCode,
    cause: error,
  });
}

/** What to do about the usual reasons. */
function adviceFor(command: Command, said: string): string {
  const line = command.join(' ');
  if (/IPv6 is disabled|Permission denied/.test(said) && line.includes('address add')) {
    return 'IPv6 is switched off here: leave it out of BR_ADDR, or sudo sysctl net.ipv6.conf.all.disable_ipv6=0 net.ipv6.conf.default.disable_ipv6=0';
  }
  if (/Operation not permitted/.test(said)) return 'It takes root, or CAP_NET_ADMIN in this network namespace.';
  if (/Unknown device type|not supported/i.test(said)) return 'The kernel lacks a module: sudo modprobe bridge tun';
  if (line.includes('tuntap') && /No such (file|device)/.test(said))
    return 'The kernel lacks a module: sudo modprobe tun';
  return 'rapido net status';
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
