import { suiteParser } from '../../../src/suite/formats/index.js';
import { testLabel } from '../../../src/suite/test-id.js';
import type { FinishedTest, SuiteFormat } from '../../../src/suite/types.js';

/** What a parser told of: `begin LABEL`, `said LINE`, `wrong REASON`, or a test that has ended. */
export type Told = string | FinishedTest;

/** What is told of pieces of a suite's output, the end included unless told. */
export function tell(format: SuiteFormat, pieces: readonly string[], { ended = true } = {}): Told[] {
  const told: Told[] = [];
  const parser = suiteParser(format, {
    begun: (test) => told.push(`begin ${testLabel(test)}`),
    ended: (test) => told.push(test),
    said: (line) => told.push(`said ${line}`),
    wrong: (reason) => told.push(`wrong ${reason}`),
  });
  for (const piece of pieces) parser.push(piece);
  if (ended) parser.end();
  return told;
}

/** Only the tests that have ended. */
export function endedIn(format: SuiteFormat, text: string): FinishedTest[] {
  return tell(format, [text]).filter((told) => typeof told !== 'string');
}

/** Cuts a text at places that follow from `seed`; pieces are short ones mostly. */
export function piecesOf(text: string, seed: number): string[] {
  const pieces: string[] = [];
  let state = seed;
  for (let at = 0; at < text.length; ) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    const length = 1 + ((state >>> 16) % (state % 4 === 0 ? 400 : 12));
    pieces.push(text.slice(at, at + length));
    at += length;
  }
  return pieces;
}
