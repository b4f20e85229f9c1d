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

export function startWatchdog(
  { timeoutMs, hangTimeoutMs }: Limits,
  onLimit: (outcome: 'hang' | 'timeout', reason: string) => void,
): Watchdog {
  const seconds = (ms: number) => `${ms / 1000} s`;
  const hang = setTimeout(
    () => onLimit('hang', `neither a heartbeat nor output for ${seconds(hangTimeoutMs)}`),
    hangTimeoutMs,
  );
  const end =
    timeoutMs === undefined
      ? undefined
      : setTimeout(() => onLimit('timeout', `not done after ${seconds(timeoutMs)}`), timeoutMs);
  return {
    heard: () => hang.refresh(),
    close() {
      clearTimeout(hang);
      clearTimeout(end);
    },
  };
}
