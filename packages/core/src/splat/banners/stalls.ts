import type { Banner } from './banner.js';

/** Waits for other CPUs to print their traces, up to 10 s. */
const PATIENT = { names: 'culprit', patience: 15 } as const;

/** CPUs and tasks that do not get on. */
export const STALL_BANNERS: readonly Banner[] = [
  {
    ...PATIENT,
    kind: 'lockup',
    pattern: /^(?:(?:NMI )?watchdog: )?BUG: soft lockup - CPU#\d+/,
    words: 'BUG: soft lockup',
  },
  {
    ...PATIENT,
    kind: 'lockup',
    pattern: /^(?:(?:NMI )?watchdog: )?(?:BUG: |CPU\d+: )?Watchdog (?:detected|CPU:\d+ detected) hard LOCKUP/i,
    words: 'BUG: hard lockup',
  },
  {
    ...PATIENT,
    kind: 'lockup',
    pattern: /^watchdog: CPU \d+ (?:self-detected|detected) hard LOCKUP/i,
    words: 'BUG: hard lockup',
  },
  {
    kind: 'lockup',
    pattern: /^(?:workqueue: )?BUG: workqueue lockup - pool\b/,
    words: 'BUG: workqueue lockup',
    names: 'nothing',
  },
  {
    kind: 'lockup',
    pattern: /^BUG: spinlock lockup suspected on CPU#\d+/,
    words: 'BUG: spinlock lockup suspected',
    patience: 15,
  },
  {
    kind: 'hung-task',
    pattern: /^INFO: task .*:\d+ blocked (?:in I\/O wait |on an? \S+(?: lock)? )?for more than \d+ seconds/,
    words: 'INFO: task hung',
    patience: 10,
  },
  {
    kind: 'hung-task',
    pattern: /^INFO: task .*:\d+ can't die for more than \d+ seconds/,
    words: "INFO: task can't die",
  },
  {
    ...PATIENT,
    kind: 'rcu-stall',
    pattern: /^(?:rcu: )?INFO: (?:rcu\w+) (?:self-)?detected (?:expedited )?stalls? on (?:CPU|tasks)/,
    words: 'INFO: rcu detected stall',
    continues: ['rcu-stall'],
  },
];
