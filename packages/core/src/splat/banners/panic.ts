import { SPLAT_KINDS } from '../types.js';
import { type Banner, END_PANIC } from './banner.js';

const PANIC = { kind: 'panic', fatal: true, end: END_PANIC, patience: 15 } as const;
/** What another report ends in: it names no cause of its own. */
const CONSEQUENCE = { ...PANIC, continues: SPLAT_KINDS, names: 'nothing' } as const;

/** The kernel stops here. */
export const PANIC_BANNERS: readonly Banner[] = [
  {
    ...CONSEQUENCE,
    pattern: /^Kernel panic - not syncing: (?:\w+: )?(?<what>panic_on_\w+ set)\b/,
    words: 'kernel panic: {what}',
  },
  {
    ...CONSEQUENCE,
    pattern:
      /^Kernel panic - not syncing: (?:.*: )?(?<what>Fatal \w+|Machine halted|scheduling while atomic|kernel stack overflow)/,
    words: 'kernel panic: {what}',
  },
  {
    ...CONSEQUENCE,
    pattern:
      /^Kernel panic - not syncing: (?<what>hung_task|softlockup|RCU Stall|(?:Watchdog detected )?[Hh]ard LOCKUP)\b(?<more>: [a-z ]+)?/,
    words: 'kernel panic: {what}{more}',
  },
  {
    ...CONSEQUENCE,
    pattern:
      /^Kernel panic - not syncing: (?<what>Attempted to kill (?:init|the idle task)!|Aiee, killing interrupt handler!)/,
    words: 'kernel panic: {what}',
  },
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
