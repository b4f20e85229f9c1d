import { type Banner, END_TRACE } from './banner.js';

const WARNING = { kind: 'warning', words: 'WARNING', end: END_TRACE, continues: ['bug'] } as const;

/** WARN(), in all its forms. Details of it (refcount_t, ODEBUG, …) are in `../details.ts`. */
export const WARNING_BANNERS: readonly Banner[] = [
  // Up to 6.18.
  {
    ...WARNING,
    pattern: /^WARNING: CPU: \d+ PID: \d+ at (?:(?<file>[^\s:]+):\d+)?(?: ?(?<func>[a-zA-Z_<][^+:]*)\+0x)?/,
  },
  // From 6.19, with the condition in brackets where the kernel has it.
  {
    ...WARNING,
    pattern: /^WARNING: (?:\[.*\] )?(?<file>[\w./-]+\.[chS]):\d+ at (?:(?<func>[a-zA-Z_<][^+]*)\+0x)?.*CPU#\d+/,
  },
  // Up to 3.x.
  { ...WARNING, pattern: /^WARNING: at (?<file>[\w./-]+\.[chS]):\d+(?: (?<func>[a-zA-Z_][^+]*)\+0x)?/ },
  // Of kernels that know no files (CONFIG_DEBUG_BUGVERBOSE is not set).
  { ...WARNING, pattern: /^WARNING: at (?<func>[a-zA-Z_][^+]*)\+0x.*, CPU#\d+/ },
  {
    kind: 'warning',
    pattern: /^WARNING: kernel stack (?<what>regs|frame pointer) at .* has bad (?<which>'\w+' )?value/,
    words: 'WARNING: kernel stack {what} has bad {which}value',
    names: 'nothing',
  },
];
