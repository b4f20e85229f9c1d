import { createInterface } from 'node:readline';
import { RapidoError } from '@rapido/core/errors';
import { interruption } from './interruption.js';

/** Asks on the terminal, and rejects unless the answer is yes. Where there is no terminal, `flag` answers. */
export async function confirm(question: string, flag: string): Promise<void> {
  if (!canAsk()) {
    throw new RapidoError('USAGE', `${question} There is no terminal to answer on.`, { hint: `If so, add ${flag}.` });
  }
  const answer = await ask(`${question} [y/N] `, interruption());
  if (/^y(es)?$/i.test(answer.trim())) return;
  throw new RapidoError('INTERRUPTED', 'Nothing was changed.');
}

/** Whether there is somebody to answer. */
export function canAsk(): boolean {
  return process.stdin.isTTY === true && process.stderr.isTTY === true;
}

/** One line; the terminal stays as it is, so that Ctrl-C is a signal. Empty when it is closed. */
async function ask(prompt: string, signal: AbortSignal): Promise<string> {
  process.stderr.write(prompt);
  const lines = createInterface({ input: process.stdin, terminal: false });
  try {
    return await new Promise((resolve, reject) => {
      lines.once('line', resolve).once('close', () => resolve(''));
      signal.addEventListener('abort', () => reject(signal.reason), { once: true });
    });
  } finally {
    lines.close();
    process.stdin.pause();
  }
}
