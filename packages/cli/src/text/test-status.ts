import type { TestStatus } from '@rapido/core';
import { RapidoError } from '@rapido/core/errors';

/** What a test can come to. */
export const STATUSES: readonly TestStatus[] = ['pass', 'fail', 'skip', 'crash', 'hang', 'timeout', 'flaky'];

/** Those that `--status` names, as `fail,crash`; a usage error for anything else. */
export function parseStatuses(text: string): TestStatus[] {
  return text.split(',').map((word) => {
    const status = STATUSES.find((known) => known === word.trim());
    if (status !== undefined) return status;
    throw new RapidoError('USAGE', `No test comes to "${word.trim()}": --status ${text}`, {
      hint: `One or more of ${STATUSES.join(', ')}, as --status fail,crash`,
    });
  });
}
