/** Private modes that terminals have switched on: wrapping at the margin, and the cursor. */
const ON = new Set(['7', '25']);

/** The alternate screen: where on the other one the cursor was, cannot be told. */
const ALTERNATE = '1049';

/**
 * What to write to a terminal after `printed`, the end of what a guest has printed on it, so that it is as before: modes
 * that were left changed (xterm's control sequences: the alternate screen, mouse and paste reporting and the like) are
 * changed back, and the cursor stands at the beginning of a line.
 */
export function tidyUp(printed: string): string {
  const modes = new Map<string, string>();
  for (const [, numbers = '', state = ''] of printed.matchAll(/\x1b\[\?([\d;]+)([hl])/g)) {
    for (const number of numbers.split(';')) modes.set(number, state);
  }
  const changed = [...modes].filter(([number, state]) => state !== (ON.has(number) ? 'h' : 'l'));
  return [
    ...changed.map(([number, state]) => `\x1b[?${number}${state === 'h' ? 'l' : 'h'}`),
    ...(/\x1b=(?![\s\S]*\x1b>)/.test(printed) ? ['\x1b>'] : []),
    ...(printed.includes('\x1b[') ? ['\x1b[0m'] : []),
    ...(modes.get(ALTERNATE) === 'h' || !atLineStart(printed) ? ['\r\n'] : []),
  ].join('');
}

function atLineStart(printed: string): boolean {
  return /(?:^|\n)\r?$/.test(printed.replace(/\x1b\[[0-?]*[ -/]*[@-~]/g, ''));
}
