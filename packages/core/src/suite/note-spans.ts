import { groupBy } from '../manifest/group-by.js';
import type { FoundSplat } from '../run/types.js';
import { kernelMarker } from './formats/index.js';
import { isFailure, type KernelSpan, kernelSpans } from './results/index.js';
import { testLabel } from './test-id.js';
import type { Attempt } from './test-log.js';
import type { SuiteFormat } from './types.js';

/** An attempt at a test, and the kernel's reports that began in its span of the kernel's log. */
export interface ReportedAttempt {
  readonly attempt: Attempt;
  readonly splats: readonly FoundSplat[];
}

/**
 * Finds the span of each attempt in the kernel log of its VM, by the suite's own marks, and notes in the attempt which reports that
 * count fell into it; the lines as well, where they explain something. Resolves with what fell into which.
 */
export async function noteKernelSpans(
  log: string,
  format: SuiteFormat,
  attempts: readonly Attempt[],
  splats: readonly FoundSplat[],
): Promise<readonly ReportedAttempt[]> {
  const marker = kernelMarker(format);
  const places: Omit<KernelSpan, 'lines'>[] = [];
  for await (const { name, began, ended } of kernelSpans(log, marker)) places.push({ name, began, ended });
  const owners = ownersOf(places, attempts);
  const reported = places.flatMap((place, index) => {
    const attempt = owners.get(index);
    return attempt ? [{ index, attempt, splats: splats.filter((splat) => isWithin(splat, place)) }] : [];
  });
  const wanted = new Map(
    reported
      .filter((found) => found.splats.some(({ allowed }) => !allowed) || isFailure(found.attempt.end?.status ?? 'pass'))
      .map((found) => [found.index, found]),
  );
  let index = 0;
  if (wanted.size > 0) {
    for await (const { lines } of kernelSpans(log, marker)) note(wanted.get(index++), lines);
  }
  return reported;
}

function note(found: ReportedAttempt | undefined, lines: readonly string[]): void {
  if (found === undefined) return;
  const titles = found.splats.filter(({ allowed }) => !allowed).map(({ title }) => title);
  found.attempt.kernel = { kernel: lines, ...(titles.length === 0 ? {} : { splats: titles }) };
}

function isWithin({ time }: FoundSplat, { began, ended }: Pick<KernelSpan, 'began' | 'ended'>): boolean {
  return time >= Math.round(1e6 * began) && time <= Math.round(1e6 * ended);
}

/** Which attempt each place is of, by its index. A suite may mark tests that it then skips, or not. */
function ownersOf(places: readonly { readonly name: string }[], attempts: readonly Attempt[]): Map<number, Attempt> {
  const indexes = places.map(({ name }, index) => ({ name, index }));
  const ofName = new Map<string, Attempt[]>();
  for (const attempt of attempts) {
    for (const name of new Set([attempt.id.name, testLabel(attempt.id)])) {
      const known = ofName.get(name);
      if (known) known.push(attempt);
      else ofName.set(name, [attempt]);
    }
  }
  return new Map(
    groupBy(indexes, ({ name }) => name).flatMap((found) => {
      const all = ofName.get(found[0].name) ?? [];
      const made = all.length === found.length ? all : all.filter(({ end }) => end?.status !== 'skip');
      return found.flatMap(({ index }, nth): [number, Attempt][] => {
        const attempt = made[nth];
        return attempt ? [[index, attempt]] : [];
      });
    }),
  );
}
