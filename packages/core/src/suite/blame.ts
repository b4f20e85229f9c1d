import type { ReportedAttempt } from './note-spans.js';
import type { TestQueue } from './queue.js';
import type { Attempt, TestLog } from './test-log.js';

/**
 * The kernel's log comes by another way than what the suite prints, and may be late: where its own times tell that the VM died of an
 * earlier test than of the last one, that one has crashed, and nothing is known of those that came after.
 */
export function blameCrash(
  spans: readonly ReportedAttempt[],
  attempts: readonly Attempt[],
  log: TestLog,
  queue: TestQueue,
): void {
  const culprit = spans.find(({ splats }) => splats.some(isFatal));
  const title = culprit?.splats.find(isFatal)?.title;
  if (culprit === undefined || title === undefined || culprit.attempt.end?.status === 'crash') return;
  const { attempt } = culprit;
  const blamed = attempts.slice(attempts.indexOf(attempt) + 1);
  if (!blamed.some(({ end }) => end?.status === 'crash')) return;
  attempt.end = { ...(attempt.end ?? { seconds: 0 }), status: 'crash', reason: title };
  for (const later of blamed) {
    log.drop(later);
    queue.reopen(later.id);
  }
}

function isFatal({ fatal, allowed }: ReportedAttempt['splats'][number]): boolean {
  return fatal && !allowed;
}
