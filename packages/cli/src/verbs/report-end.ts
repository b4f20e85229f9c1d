import { readResults, type Verdict } from '@rapido/core';
import { pageOf } from '../render/page.js';
import { formatOutcome } from '../render/tests.js';
import { reportVerdict, type VerdictOptions } from '../render/verdict.js';

/** Says what came of a run: of a suite's tests as a result, and of the whole beside it. */
export async function reportEnd(
  verdict: Verdict,
  { print, ...options }: VerdictOptions & { readonly print: (line: string) => void },
): Promise<void> {
  if (options.silent) return;
  const results = await readResults(verdict.bundle);
  if (results !== undefined) for (const line of formatOutcome(results, pageOf(process.stdout))) print(line);
  await reportVerdict(verdict, options);
}
