import { execFileSync } from 'node:child_process';
import { readlinkSync } from 'node:fs';
import type { Terminal } from '@rapido/core';
import { userVariables, type Variables } from './surroundings.js';

/** What a stream can show, by its kind and the user's variables. */
export interface Looks {
  /** Lines may be redrawn in place. */
  readonly live: boolean;
  readonly colour: boolean;
  readonly columns: number;
}

export interface OutputStream extends NodeJS.WritableStream {
  readonly isTTY?: boolean;
  readonly columns?: number;
  readonly rows?: number;
}

/** A terminal narrower than this, or of unknown width (0), is written to line by line. */
const MIN_COLUMNS = 20;

/** How `stream` may be written to. `NO_COLOR` (no-color.org), `FORCE_COLOR` and `TERM=dumb` are honoured. */
export function looksOf(stream: OutputStream, variables: Variables = userVariables()): Looks {
  const terminal = stream.isTTY === true;
  const dumb = variables['TERM'] === 'dumb';
  const columns = stream.columns ?? 0;
  return {
    live: terminal && !dumb && columns >= MIN_COLUMNS,
    colour: !variables['NO_COLOR'] && (Boolean(variables['FORCE_COLOR']) || (terminal && !dumb)),
    columns: columns || 80,
  };
}

/** Whether a person can type: the guest's console is lent to them only then. */
export function isInteractive(): boolean {
  return process.stdin.isTTY === true && process.stdout.isTTY === true;
}

/** What the guest is told of the terminal that its console is on; undefined where there is none. */
export function guestTerminal(variables: Variables = userVariables()): Terminal | undefined {
  if (!process.stdout.isTTY) return undefined;
  const device = terminalDevice();
  const size = () => [process.stdout.rows || 24, process.stdout.columns || 80] as const;
  const [rows, columns] = size();
  return {
    ...(device === undefined ? {} : { device }),
    ...{ rows, columns },
    type: variables['TERM'] || 'vt220',
    onResize(listener) {
      const report = () => listener(...size());
      process.stdout.on('resize', report);
      if (size().join() !== [rows, columns].join()) report();
      return () => process.stdout.off('resize', report);
    },
  };
}

/**
 * Hands every key on as it is, Ctrl-C too, and every byte that is printed; call the result to have the terminal as it was. By
 * stty(1), as Node's raw mode still makes two characters of a newline.
 */
export function rawTerminal(): () => void {
  const modes = stty('-g').trim();
  const cooked = () => void stty(modes);
  stty('raw', '-echo');
  process.stdin.resume();
  process.once('exit', cooked);
  return () => {
    process.off('exit', cooked);
    process.stdin.pause();
    cooked();
  };
}

function stty(...args: readonly string[]): string {
  return execFileSync('stty', args, { stdio: ['inherit', 'pipe', 'inherit'], encoding: 'utf8' });
}

/** The terminal that standard input is, as `/dev/pts/3`. */
function terminalDevice(): string | undefined {
  if (!process.stdin.isTTY) return undefined;
  const device = readlinkSync('/proc/self/fd/0');
  return device.startsWith('/dev/') ? device : undefined;
}
