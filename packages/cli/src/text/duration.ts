import { RapidoError } from '@rapido/core/errors';

const UNITS = { s: 1, m: 60, h: 3600 } as const;

/** Seconds of `90`, `90s`, `10m` or `1.5h`; a usage error that names `flag` for anything else. */
export function parseDuration(text: string, flag: string): number {
  const match = /^(\d+(?:\.\d+)?)([smh]?)$/.exec(text);
  const seconds = match === null ? 0 : Number(match[1]) * UNITS[(match[2] || 's') as keyof typeof UNITS];
  if (seconds > 0 && seconds * 1000 <= 2 ** 31 - 1) return seconds;
  throw new RapidoError('USAGE', `"${text}" is no time for ${flag}.`, { hint: 'As 90, 90s, 10m or 1h.' });
}

/** For people: `0.4 s`, `12 s`, `3 min 5 s`. */
export function formatDuration(seconds: number): string {
  if (seconds < 9.95) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  return whole < 60 ? `${whole} s` : `${Math.floor(whole / 60)} min ${whole % 60} s`;
}
