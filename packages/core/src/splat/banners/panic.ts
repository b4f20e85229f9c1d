import { SPLAT_KINDS } from '../types.js';
import { type Banner, END_PANIC } from './banner.js';

const PANIC = { kind: 'panic', fatal: true, end: END_PANIC, patience: 15 } as const;
/** The end of a report that came just before: it names no cause of its own. */
const CONSEQUENCE = { ...PANIC, continues: SPLAT_KINDS, names: 'nothing', words: 'kernel panic: {what}' } as const;

/** The kernel stops here. */
export const PANIC_BANNERS: readonly Banner[] = [
  // What the kernel was told to panic for, by kernel parameters and sysctls.
  { ...CONSEQUENCE, pattern: /^Kernel panic - not syncing: (?:.*: )?(?<what>panic_on_\w+ set)\b/ },
  { ...CONSEQUENCE, pattern: /^Kernel panic - not syncing: (?<what>hung_task: blocked tasks|softlockup: hung tasks)/ },
  { ...CONSEQUENCE, pattern: /^Kernel panic - not syncing: (?<what>RCU Stall|(?:Watchdog detected )?hard LOCKUP)\b/i },
  { ...CONSEQUENCE, pattern: /^Kernel panic - not syncing: (?<what>scheduling while atomic)\b/ },
  // What follows an oops in an interrupt, of init, and where panic_on_oops is set.
  { ...CONSEQUENCE, pattern: /^Kernel panic - not syncing: (?:.*: )?(?<what>Fatal exception(?: in interrupt)?)\b/ },
  { ...CONSEQUENCE, pattern: /^Kernel panic - not syncing: (?<what>Machine halted|kernel stack overflow)\b/ },
  {
    ...CONSEQUENCE,
    continues: ['oops'],
    pattern:
      /^Kernel panic - not syncing: (?<what>Attempted to kill (?:init|the idle task)!|Aiee, killing interrupt handler!)/,
  },
  // Panics with a cause of their own.
  {
    ...PANIC,
    pattern:
      /^Kernel panic - not syncing: stack-protector: Kernel stack is corrupted in: (?:(?<func>[a-zA-Z_][\w.]*)\+0x)?/,
    words: 'kernel panic: stack is corrupted',
  },
  {
    ...PANIC,
    pattern: /^Kernel panic - not syncing: corrupted stack end detected\b/,
    words: 'kernel panic: corrupted stack end',
    names: 'culprit',
  },
  { ...PANIC, pattern: /^Kernel panic - not syncing: (?<text>.*)$/, words: 'kernel panic: {text}', names: 'nothing' },
];
