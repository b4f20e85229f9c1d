import type { SuiteAnswer } from './vm-session.js';

/** What an answer is on the control line: lines of less than 1000 bytes, as long as no name is longer. */
export function answerLines(answer: SuiteAnswer): string[] {
  if (answer.kind !== 'tests') return [`suite ${answer.kind}`];
  return [`suite tests ${answer.condition ?? '-'}`, ...nameLines(answer.names), 'suite go'];
}

function nameLines(names: readonly string[]): string[] {
  const lines: string[] = [];
  let line = 'suite name';
  for (const name of names) {
    if (line !== 'suite name' && Buffer.byteLength(`${line} ${name}`) >= LONGEST) {
      lines.push(line);
      line = 'suite name';
    }
    line += ` ${name}`;
  }
  return names.length === 0 ? lines : [...lines, line];
}

const LONGEST = 1000;
