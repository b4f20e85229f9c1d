import { RapidoError } from '../errors.js';
import { OUTCOMES, type Outcome } from '../outcome.js';
import type { QemuEnd } from '../qemu/index.js';
import type { FoundSplat, StepResult } from './types.js';

/** Everything that is known of a VM when it has ended. */
export interface VmFacts {
  readonly interactive: boolean;
  /** Step 0 is the autorun. */
  readonly steps: readonly StepResult[];
  /** The guest took up its work: init ran and spoke with us. */
  readonly greeted: boolean;
  /** The guest said that it powers off. */
  readonly off: boolean;
  /** What the guest's init could not do. */
  readonly failed?: string;
  /** The user ended the shell with `exit STATUS`. */
  readonly shell?: number;
  /** Why we ended the VM, if we did. */
  readonly stopped?: Stop;
  /** Why we ended a VM that nothing was wrong with. */
  readonly retired?: string;
  /** All that the kernel has reported, those that do not count too. */
  readonly splats: readonly FoundSplat[];
  readonly end: QemuEnd;
  /** The end of what the console printed. */
  readonly console: string;
}

/** Why a VM was ended; the exit code tells the signals apart. */
export interface Stop {
  readonly outcome: 'interrupted' | 'hang' | 'timeout' | 'ended';
  readonly reason: string;
  readonly exitCode: number;
  /** Name of the VM that it needs, and that has ended. */
  readonly endedFor?: string;
}

export interface Judgement {
  readonly outcome: Outcome;
  readonly exitCode: number;
  /** One line on why. */
  readonly reason: string;
}

/** Why a VM was ended, or a run, whose signal has been aborted. */
export function interruptionBy({ reason }: AbortSignal): Stop {
  const exitCode = RapidoError.is(reason) ? reason.exitCode : OUTCOMES.interrupted.exitCode;
  return { outcome: 'interrupted', reason: 'interrupted', exitCode };
}

const HIGHEST_STATUS = 95;
const SKIP = 125;

/** Says how a VM has ended, by the table of outcomes and their order. */
export function judge(facts: VmFacts): Judgement {
  const { stopped } = facts;
  const splats = facts.splats.filter(({ allowed }) => !allowed);
  const fatal = splats.find((splat) => splat.fatal);
  if (stopped?.outcome === 'interrupted') return byUs(stopped);
  if (fatal) return bySplat('panic', fatal, splats.length, facts);
  if (stopped) return byUs(stopped);
  const judgement = judgeSteps(facts);
  const [splat] = splats;
  return splat && judgement.outcome === 'pass' ? bySplat('splat', splat, splats.length, facts) : judgement;
}

function byUs({ outcome, exitCode, reason }: Stop): Judgement {
  return { outcome, exitCode, reason };
}

function bySplat(outcome: 'panic' | 'splat', splat: FoundSplat, count: number, { steps, greeted }: VmFacts): Judgement {
  const where =
    splat.step === undefined ? `before ${greeted ? 'autorun' : 'its init spoke'}` : `in ${describe(steps, splat.step)}`;
  const more = count > 1 ? `, and ${count - 1} more` : '';
  return { outcome, exitCode: OUTCOMES[outcome].exitCode, reason: `${splat.title} (${where})${more}` };
}

function judgeSteps(facts: VmFacts): Judgement {
  const { steps, failed, shell, retired } = facts;
  if (failed !== undefined) return ended(`the guest could not be set up: ${failed}`);
  const reported = facts.off || wasQuit(facts) || retired !== undefined;
  if (!reported) return ended(whyEnded(facts));
  const bad = steps.findIndex(({ status }) => status !== undefined && status !== 0);
  const unfinished = steps.findIndex(({ status }) => status === undefined);
  const step = steps[bad];
  // After a failing step those behind it are not run: that they have no status says nothing.
  if (step?.status !== undefined) return failing(step.status, describe(steps, bad), facts.interactive);
  if (retired !== undefined) return { outcome: 'pass', exitCode: OUTCOMES.pass.exitCode, reason: retired };
  if (unfinished >= 0 && !facts.off) return interrupted('the VM was quit before it was ready');
  if (unfinished >= 0) return ended(`the VM was powered off before ${describe(steps, unfinished)} had run`);
  if (shell) return failing(shell, 'the shell', false);
  return { outcome: 'pass', exitCode: OUTCOMES.pass.exitCode, reason: passing(steps) };
}

/** By the user, with Ctrl-A x: QEMU then ends well, and older releases do not say why. */
function wasQuit({ interactive, end }: VmFacts): boolean {
  return interactive && end.status === 0 && (end.reason === undefined || end.reason === 'host-qmp-quit');
}

function failing(status: number, what: string, interactive: boolean): Judgement {
  // Ctrl-C at the console, as a shell tells of it.
  if (interactive && status === 130) return interrupted(`${what} was interrupted`);
  if (status === SKIP)
    return { outcome: 'untestable', exitCode: SKIP, reason: `${what} ended with 125: skip this kernel` };
  return { outcome: 'fail', exitCode: stepExitCode(status), reason: `${what} ended with status ${status}` };
}

/** The exit code for the status of a command in the guest: codes above 95 have meanings of their own. */
export function stepExitCode(status: number): number {
  return status > HIGHEST_STATUS && status !== 126 && status !== 127 && status !== SKIP ? HIGHEST_STATUS : status;
}

function ended(reason: string): Judgement {
  return { outcome: 'ended', exitCode: OUTCOMES.ended.exitCode, reason };
}

function interrupted(reason: string): Judgement {
  return { outcome: 'interrupted', exitCode: OUTCOMES.interrupted.exitCode, reason };
}

function passing(steps: readonly StepResult[]): string {
  const count = steps.length - 1;
  if (count === 0) return 'autorun ended with status 0';
  return count === 1 ? 'the step ended with status 0' : `all ${count} steps ended with status 0`;
}

function describe(steps: readonly StepResult[], index: number): string {
  return index === 0 ? 'autorun' : `step ${index} (${steps[index]?.text ?? ''})`;
}

function whyEnded({ end, greeted, console, steps }: VmFacts): string {
  const unfinished = steps.findIndex(({ status }) => status === undefined);
  const during = unfinished < 0 ? 'after the last step' : `during ${describe(steps, unfinished)}`;
  const when = greeted ? during : 'before its init spoke';
  if (end.signal) return `QEMU was killed by ${end.signal} ${when}`;
  const givenUp = /rapido: ([^\r\n]*)/.exec(console)?.[1];
  if (givenUp !== undefined) return `the guest gave up ${when}: ${givenUp}`;
  const reasons: Readonly<Record<string, string>> = {
    'guest-reset': 'the guest reset itself',
    'guest-shutdown': 'the guest powered itself off without saying so',
    'guest-panic': 'the guest panicked',
    'host-signal': 'QEMU was ended by a signal',
    'host-qmp-quit': 'QEMU was told to quit',
  };
  const reason =
    end.reason === undefined ? `QEMU ended with status ${end.status ?? '?'}` : (reasons[end.reason] ?? end.reason);
  const messages = end.messages.trim();
  return `${reason} ${when}${messages && end.status !== 0 ? `: ${messages.split('\n').at(-1)}` : ''}`;
}
