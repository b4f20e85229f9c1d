import type { Suite } from '@rapido/kit';

/** Where `check` leaves its files: not in the tree, which a user's own runs may have left results in. */
export const suite = {
  format: 'xfstests',
  results: '/var/lib/fstests',
  run: 'guest/suite/run.sh',
  list: 'guest/suite/list.sh',
} as const satisfies Suite;
