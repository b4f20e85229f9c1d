import type { Banner } from './banner.js';

const LOCKDEP = { kind: 'lockdep', patience: 10 } as const;

/** Lockdep's reports, whose banners had other words before Linux 4.11: `[ INFO: … ]`. */
export const LOCKING_BANNERS: readonly Banner[] = [
  {
    ...LOCKDEP,
    pattern:
      /^(?:\[ INFO|INFO|WARNING): possible (?:circular locking dependency|recursive locking|irq lock inversion dependency) detected/,
    words: 'possible deadlock',
    names: 'lock',
  },
  {
    ...LOCKDEP,
    pattern: /^(?:\[ INFO|INFO|WARNING): [\w-]+-safe -> [\w-]+-unsafe lock order detected/,
    words: 'possible deadlock',
    names: 'irq',
  },
  {
    ...LOCKDEP,
    pattern: /^(?:\[ INFO|INFO|WARNING): inconsistent lock state\b/,
    words: 'inconsistent lock state',
    names: 'lock',
  },
  {
    ...LOCKDEP,
    pattern: /^(?:\[ (?=INFO|ERR))?(?<how>INFO|ERR|WARNING): suspicious RCU usage\b/,
    words: '{how}: suspicious RCU usage',
    keepsLockdep: true,
  },
  {
    ...LOCKDEP,
    pattern: /^(?:\[ )?(?<how>BUG|WARNING): (?<what>bad unlock balance|bad contention) detected!/,
    words: '{how}: {what}',
    names: 'lock',
  },
  {
    ...LOCKDEP,
    pattern: /^(?:\[ )?(?<how>BUG|WARNING): (?<what>held lock freed|lock held when returning to user space)!/,
    words: '{how}: {what}',
    names: 'lock',
  },
  {
    ...LOCKDEP,
    pattern: /^(?:\[ )?(?<how>BUG|WARNING): (?<task>.+) (?<what>still has locks held)!/,
    words: '{how}: {what}',
    names: 'lock',
  },
  {
    ...LOCKDEP,
    pattern: /^(?:\[ )?(?:BUG|WARNING): Nested lock was not taken\b/i,
    words: 'WARNING: nested lock was not taken',
    names: 'lock',
  },
  {
    ...LOCKDEP,
    pattern: /^(?:\[ )?(?<how>BUG|WARNING): invalid wait context\b/i,
    words: '{how}: invalid wait context',
    names: 'lock',
  },
  {
    ...LOCKDEP,
    pattern: /^INFO: trying to register non-static key\b/,
    words: 'INFO: trying to register non-static key',
  },
  {
    ...LOCKDEP,
    pattern: /^BUG: key \S+ (?:not in \.data|has not been registered)!/,
    words: 'BUG: lock class key not registered',
  },
  {
    ...LOCKDEP,
    pattern: /^BUG: (?<what>MAX_[A-Z_]+ too low!|looking up invalid subclass|class already registered)/i,
    words: 'BUG: {what}',
    names: 'nothing',
  },
];
