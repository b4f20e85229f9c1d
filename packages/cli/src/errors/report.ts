import { looksOf } from '../process/terminal.js';
import { printable } from '../text/printable.js';
import { styleFor } from '../text/style.js';
import type { Failure } from './describe.js';

/** Prints what went wrong: for people on standard error, with `json` as one document on standard output. */
export function reportError(failure: Failure, { json }: { readonly json: boolean }): void {
  if (failure.message === '') return;
  if (json) process.stdout.write(`${JSON.stringify({ error: failure }, null, 2)}\n`);
  else process.stderr.write(`${formatError(failure, styleFor(looksOf(process.stderr)))}\n`);
}

/** The message, what to do next, the code to search for, and of a bug the stack. */
export function formatError(
  { message, hint, code, stack }: Failure,
  style: Readonly<Record<'red' | 'dim' | 'bold', (text: string) => string>>,
): string {
  const under = (text: string) => plain(text).join('\n       ');
  return [
    `${style.red('Error:')} ${style.bold(under(message))}`,
    ...(hint === undefined ? [] : [`Hint:  ${under(hint)}`]),
    ...(code === undefined ? [] : [style.dim(`Code:  ${code}`)]),
    ...(stack === undefined ? [] : ['', ...plain(stack)]),
  ].join('\n');
}

/** What went wrong may quote anybody: a plugin, a program, a file. */
function plain(text: string): string[] {
  return text.split('\n').map(printable);
}
