import type { SuiteAnswer } from './vm-session.js';

/** What an answer is on the control line, for the guest's suite: lines of less than 1000 bytes, as long as no name is longer. */
export function answerLines(answer: SuiteAnswer): string[] {
  if (answer.kind !== 'tests') return [answer.kind];
  return [`tests ${answer.condition ?? '-'}`, ...nameLines(answer.names), 'go'];
}

function nameLines(names: readonly string[]): string[] {
  const lines: string[] = [];
  let line = 'name';
  for (const name of names) {
    if (line !== 'name' && Buffer.byteLength(`${line} ${name}`) >= LONGEST) {
      lines.push(line);
      line = 'name';
    }
    line += ` ${name}`;
  }
  return names.length === 0 ? lines : [...lines, line];
}

/** With what stands before it. */
const LONGEST = 950;
