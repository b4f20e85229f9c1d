/** Ends what takes too long, or has been silent for too long. */
export interface Watchdog {
  /** Something was heard. */
  heard(): void;
  close(): void;
}

export interface Limits {
  /** For the whole run; none unless given. */
  readonly timeoutMs?: number;
  /** Without a sign of life. */
  readonly hangTimeoutMs: number;
}

const TICK_MS = 500;
/** How often one that is silent is asked; twice at least, before it is too late. */
const ASK_MS = 5000;
const LEAST_ASKED = 2;

/** Calls `ask` for a sign of life while there is none, and `onLimit` when it is too late. */
export function startWatchdog(
  { timeoutMs, hangTimeoutMs }: Limits,
  ask: () => void,
  onLimit: (outcome: 'hang' | 'timeout', reason: string) => void,
): Watchdog {
  const seconds = (ms: number) => `${ms / 1000} s`;
  const askMs = TICK_MS * Math.max(1, Math.floor(Math.min(ASK_MS, hangTimeoutMs / (LEAST_ASKED + 1)) / TICK_MS));
  let silentMs = 0;
  // Ticks are counted, so that the time in which we were stopped (Ctrl-Z), and the VM with us, is not.
  const hang = setInterval(() => {
    silentMs += TICK_MS;
    if (silentMs % askMs === 0) ask();
    if (silentMs < hangTimeoutMs) return;
    clearInterval(hang);
    onLimit('hang', `neither a heartbeat nor output for ${seconds(hangTimeoutMs)}`);
  }, TICK_MS);
  const end =
    timeoutMs === undefined
      ? undefined
      : setTimeout(() => onLimit('timeout', `not done after ${seconds(timeoutMs)}`), timeoutMs);
  return {
    heard() {
      silentMs = 0;
    },
    close() {
      clearInterval(hang);
      clearTimeout(end);
    },
  };
}
