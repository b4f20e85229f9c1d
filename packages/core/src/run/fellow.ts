import { OUTCOMES } from '../outcome.js';
import type { Stop } from './judge.js';
import type { StepLog } from './step-log.js';
import type { VmStart } from './vm.js';

/** What a running VM can be asked and told where it has to do with others of its run. */
export interface FellowVm {
  readonly start: Pick<VmStart, 'member' | 'interactive' | 'keepGoing'>;
  readonly steps: StepLog;
  /** Asks the guest's agent for something; false where it does not listen yet. */
  ask(...words: string[]): boolean;
  isEndedByUs(): boolean;
  /** It is out of time. */
  onTimeout(reason: string): void;
  /** Ends it, with all that it has to do at its end. */
  end(stop: Stop): void;
}

/** How long a service that is out of time may still take for its end. Milliseconds. */
const LAST_GRACE = 30_000;

/** One VM's side of its company: what it hears of the others, and what they hear of it. */
export class Fellow {
  readonly #vm: FellowVm;
  #readyAt: number | undefined;
  #waitingSince: number | undefined;
  #waited: number | undefined;
  /** It was told that it is not needed any more. */
  #isFinishing = false;
  /** It is out of time, but others need it that have the same limit. */
  #overdue: string | undefined;
  #grace: NodeJS.Timeout | undefined;
  /** What is to be said to the user at its console. */
  #lost: string | undefined;

  constructor(vm: FellowVm) {
    this.#vm = vm;
  }

  /** When its autorun had ended well; of `performance`. */
  get readyAt(): number | undefined {
    return this.#readyAt;
  }

  /** How many seconds it has waited for others; undefined where it did not. */
  get waited(): number | undefined {
    return this.#waited ?? this.#secondsWaiting;
  }

  /** Where it is while it waits, to end a sentence with: `, waiting for srv`. */
  get place(): string | undefined {
    const { member } = this.#vm.start;
    const isWaiting = this.#waitingSince !== undefined && this.#waited === undefined;
    return isWaiting && member ? `, waiting for ${member.part.after.join(', ')}` : undefined;
  }

  /** From now on the others know of it. */
  attach(): void {
    this.#vm.start.member?.attach({
      go: () => {
        this.#waited = this.#secondsWaiting;
        this.#vm.ask('go');
      },
      finish: () => {
        this.#isFinishing = true;
        this.#vm.ask('finish');
      },
      idle: () => this.#onIdle(),
      lost: (name, reason) => this.#onLost(name, reason),
      late: (seconds) => this.#vm.onTimeout(`not ready after ${seconds} s`),
    });
  }

  close(): void {
    clearTimeout(this.#grace);
  }

  /** The guest has come to another state. */
  onState(state: string): void {
    const { member } = this.#vm.start;
    this.#tellLost();
    if (state === 'waiting') {
      this.#waitingSince = performance.now();
      member?.waiting();
    } else if (state === 'staying') {
      member?.staying();
    }
  }

  /** Its autorun has ended well; too late, where it is being ended. */
  onReady(): void {
    if (this.#vm.isEndedByUs()) return;
    this.#readyAt ??= performance.now();
    this.#vm.start.member?.ready();
  }

  /** It is out of time; whether that is put off, as it is only kept for others that have the same limit. */
  putsOff(reason: string): boolean {
    if (!this.#vm.start.member?.isKept()) return false;
    this.#overdue = reason;
    return true;
  }

  #onIdle(): void {
    const reason = this.#overdue;
    if (reason !== undefined) this.#grace = setTimeout(() => this.#vm.onTimeout(reason), LAST_GRACE);
  }

  /** Whoever sits at the console decides himself what to do without. */
  #onLost(name: string, cause: string): void {
    if (this.#vm.isEndedByUs() || this.#hasReachedEnd) return;
    const reason = `${name}, which it needs, has ended: ${cause.replace(/\s+/g, ' ')}`;
    if (this.#vm.start.interactive) {
      this.#lost = reason;
      this.#tellLost();
    } else {
      this.#vm.end({ outcome: 'ended', reason, exitCode: OUTCOMES.ended.exitCode, endedFor: name });
    }
  }

  #tellLost(): void {
    if (this.#lost !== undefined && this.#vm.ask('lost', this.#lost)) this.#lost = undefined;
  }

  /** Only what it has to do at its end is left, which it is not kept from. */
  get #hasReachedEnd(): boolean {
    const { interactive, keepGoing, member } = this.#vm.start;
    if (interactive) return false;
    if (member?.part.isService) return this.#isFinishing;
    const statuses = this.#vm.steps.results.map(({ status }) => status);
    const hasFailed = statuses.some((status) => status !== undefined && status !== 0);
    return (hasFailed && !keepGoing) || statuses.every((status) => status !== undefined);
  }

  get #secondsWaiting(): number | undefined {
    const since = this.#waitingSince;
    return since === undefined ? undefined : Math.round(performance.now() - since) / 1000;
  }
}
