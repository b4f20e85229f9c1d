import type { Outcome } from '../outcome.js';

/** What a run's VM is to the others. */
export interface Part {
  /** The VM's name. */
  readonly name: string;
  /** Its VM stays when it has done its work, until it is told that it is not needed any more. */
  readonly isService: boolean;
  /** Names of the VMs whose services it waits for. */
  readonly after: readonly string[];
  /** The run is over when all that have work have done it. */
  readonly hasWork: boolean;
  /** How long it may take as a service until it can be used, in milliseconds; for ever unless said. */
  readonly readyTimeoutMs?: number;
}

/** What a running VM is told on behalf of the others. */
export interface Player {
  /** What it needs is ready. */
  go(): void;
  /** Its service is not needed any more. */
  finish(): void;
  /** No VM has anything to do any more; comes once, perhaps before its service is ready. */
  idle(): void;
  /** A VM that it needs has ended. */
  lost(name: string, reason: string): void;
  /** Its service is not ready, and it had this long for it. */
  late(seconds: number): void;
}

/** What a VM tells of itself, as it runs. */
export interface Membership {
  readonly part: Part;
  /** It runs; called once, before everything else. */
  attach(player: Player): void;
  /** It is set up, and waits for what it needs. */
  waiting(): void;
  /** Its autorun has ended well. */
  ready(): void;
  /** It has done its work, and stays for the others. */
  staying(): void;
  /** It has nothing to do itself, but others have, for which it is there. */
  isKept(): boolean;
  /** It has ended. */
  ended(end: { readonly outcome: Outcome; readonly reason: string }): void;
}

export interface CompanyOptions {
  /** The user interrupts. */
  readonly signal: AbortSignal;
  /** All are ready that there are, and none has anything to do. */
  onIdle(): void;
}

interface State {
  readonly part: Part;
  readonly stop: AbortController;
  readonly members: Set<Member>;
  isReady: boolean;
  /** Its work is done, but it may still be needed. */
  isDone: boolean;
  /** None of its VMs runs any more, and none is going to. */
  isOver: boolean;
  isFinished: boolean;
  /** Why it has ended, though it was a service that others may have needed. */
  gone?: string;
}

interface Member {
  player?: Player;
  isWaiting: boolean;
  isTold: boolean;
  timer?: NodeJS.Timeout;
}

/** The VMs of a run, as they wait for each other: who may go on, who is not needed any more, and whom another's end concerns. */
export class Company {
  readonly #states: readonly State[];
  readonly #options: CompanyOptions;
  readonly #onAbort = () => this.#interrupt(this.#options.signal.reason);
  #interruption: { readonly reason: unknown } | undefined;
  #isIdle = false;

  constructor(parts: readonly Part[], options: CompanyOptions) {
    this.#options = options;
    this.#states = parts.map((part) => ({
      ...{ part, stop: new AbortController(), members: new Set<Member>() },
      ...{ isReady: false, isDone: false, isOver: false, isFinished: false },
    }));
    options.signal.addEventListener('abort', this.#onAbort, { once: true });
    if (options.signal.aborted) this.#onAbort();
  }

  /** Aborted when the VM is to end because the run does: those that need others before these. */
  signalOf(name: string): AbortSignal {
    return this.#stateOf(name).stop.signal;
  }

  /** A VM that is about to run: the one of this name, or one that shares its work. */
  join(name: string): Membership {
    const state = this.#stateOf(name);
    const member: Member = { isWaiting: false, isTold: false };
    const change = (what: () => void) => {
      what();
      this.#advance();
    };
    return {
      part: state.part,
      attach: (player) =>
        change(() => {
          member.player = player;
          state.members.add(member);
          if (state.part.after.length === 0) this.#startClock(state, member);
        }),
      waiting: () =>
        change(() => {
          member.isWaiting = true;
        }),
      ready: () =>
        change(() => {
          clearTimeout(member.timer);
          state.isReady = true;
        }),
      staying: () =>
        change(() => {
          state.isDone = true;
        }),
      isKept: () => state.part.isService && !hasWork(state) && this.#states.some(hasWork),
      ended: ({ outcome, reason }) =>
        change(() => {
          clearTimeout(member.timer);
          state.members.delete(member);
          if (state.part.isService) state.gone ??= outcome === 'pass' ? 'it was powered off' : reason;
        }),
    };
  }

  /** All VMs of this one's work have ended. */
  over(name: string): void {
    this.#stateOf(name).isOver = true;
    this.#advance();
  }

  /** Ends all: one of them cannot run at all. */
  fail(reason: unknown): void {
    this.#interrupt(reason);
  }

  /** The run is over. */
  close(): void {
    this.#options.signal.removeEventListener('abort', this.#onAbort);
  }

  #stateOf(name: string): State {
    const state = this.#states.find(({ part }) => part.name === name);
    if (state === undefined) throw new Error(`The run has no VM ${name}.`);
    return state;
  }

  #interrupt(reason: unknown): void {
    this.#interruption ??= { reason };
    this.#advance();
  }

  #advance(): void {
    for (const state of this.#states) this.#endWithout(state);
    if (this.#interruption) {
      for (const state of this.#states) if (this.#mayStop(state)) state.stop.abort(this.#interruption.reason);
      return;
    }
    for (const state of this.#states) this.#letGo(state);
    this.#finishServices();
  }

  /** What needs a service that is gone cannot go on. */
  #endWithout({ part, members }: State): void {
    const lost = part.after.map((name) => this.#stateOf(name)).find(({ gone }) => gone !== undefined);
    if (lost?.gone === undefined) return;
    for (const member of members) {
      if (member.isTold) continue;
      member.isTold = true;
      member.player?.lost(lost.part.name, lost.gone);
    }
  }

  #letGo(state: State): void {
    const { part, members } = state;
    if (!part.after.every((name) => this.#stateOf(name).isReady)) return;
    for (const member of members) {
      if (!member.isWaiting) continue;
      member.isWaiting = false;
      this.#startClock(state, member);
      member.player?.go();
    }
  }

  #startClock({ part, isReady }: State, member: Member): void {
    const { isService, readyTimeoutMs } = part;
    if (!isService || isReady || readyTimeoutMs === undefined) return;
    member.timer = setTimeout(() => member.player?.late(readyTimeoutMs / 1000), readyTimeoutMs);
  }

  #finishServices(): void {
    if (this.#states.some(hasWork)) return;
    const services = this.#states.filter(({ part, isOver }) => part.isService && !isOver);
    if (!this.#states.some(({ part }) => part.hasWork)) {
      if (!this.#isIdle && services.length > 0 && services.every(({ isReady }) => isReady)) {
        this.#isIdle = true;
        this.#options.onIdle();
      }
      return;
    }
    this.#tellIdle(services);
    for (const state of services) {
      if (state.isFinished || !state.isReady || this.#isUsed(state)) continue;
      state.isFinished = true;
      for (const { player } of state.members) player?.finish();
    }
  }

  #tellIdle(services: readonly State[]): void {
    if (this.#isIdle) return;
    this.#isIdle = true;
    for (const { members } of services) for (const { player } of members) player?.idle();
  }

  /** Those that need others end before these, and services when nothing else is left. */
  #mayStop(state: State): boolean {
    if (state.isOver || state.stop.signal.aborted || this.#isUsed(state)) return false;
    return !state.part.isService || this.#states.every(({ part, isOver }) => part.isService || isOver);
  }

  #isUsed({ part }: State): boolean {
    return this.#states.some((other) => !other.isOver && other.part.after.includes(part.name));
  }
}

function hasWork({ part, isOver, isDone }: State): boolean {
  return part.hasWork && !isOver && !(part.isService && isDone);
}
