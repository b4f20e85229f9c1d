import { styleFor } from '../text/style.js';
import { looksOf } from './terminal.js';

const said = new Set<string>();
let silent = false;

/** With `--json`, only the result is printed. */
export function silenceWarnings(): void {
  silent = true;
}

/** Whether nothing but the result is printed. */
export function isSilent(): boolean {
  return silent;
}

/** Prints a warning on standard error, each text once. */
export function warn(text: string): void {
  if (silent || said.has(text)) return;
  said.add(text);
  process.stderr.write(`${styleFor(looksOf(process.stderr)).yellow('Warning:')} ${text}\n`);
}

/** Takes over Node's own warnings; those about the code of libraries help nobody who uses this tool. */
export function takeOverWarnings(): void {
  process.removeAllListeners('warning');
  process.on('warning', (warning) => {
    if (warning.name !== 'DeprecationWarning' && warning.name !== 'ExperimentalWarning') warn(textOf(warning));
  });
}

/** oclif's warnings about a plugin say whom they are about in lines of their detail. */
function textOf(warning: Error & { detail?: string }): string {
  const field = (name: string) => new RegExp(`^${name}: (.*)$`, 'm').exec(warning.detail ?? '')?.[1];
  const plugin = field('plugin');
  return plugin === undefined ? warning.message : `The plugin ${plugin}: ${field('message') ?? warning.message}`;
}
