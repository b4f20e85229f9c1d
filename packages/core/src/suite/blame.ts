import type { ReportedAttempt } from './note-spans.js';
import type { TestQueue } from './queue.js';
import type { Attempt, TestLog } from './test-log.js';

/**
 * The kernel's log comes by another way than what the suite prints, and may be late: where its own times tell that the VM died of a
 * test that seemed to have ended, that one has crashed, and nothing is known of those that came after. Whether a test accounts for
 * the VM's end.
 */
export function blameCrash(
  spans: readonly ReportedAttempt[],
  attempts: readonly Attempt[],
  log: TestLog,
  queue: TestQueue,
): boolean {
  const culprit = spans.find(({ splats }) => splats.some(isFatal));
  const title = culprit?.splats.find(isFatal)?.title;
  if (culprit === undefined || title === undefined) return false;
  const { attempt } = culprit;
  if (attempt.end?.status === 'crash') return true;
  const later = attempts.slice(attempts.indexOf(attempt) + 1);
  if (later.length > 0 && !later.some(({ end }) => end?.status === 'crash')) return false;
  attempt.end = { ...(attempt.end ?? { seconds: 0 }), status: 'crash', reason: title };
  for (const other of later) {
    log.drop(other);
    queue.reopen(other.id);
  }
  return true;
}

function isFatal({ fatal, allowed }: ReportedAttempt['splats'][number]): boolean {
  return fatal && !allowed;
}
