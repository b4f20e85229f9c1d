import { type Banner, END_TRACE } from './banner.js';

const OOPS = { kind: 'oops', fatal: true, end: END_TRACE } as const;
/** What tells more of a bad access or a BUG() that was announced just before, and stands alone otherwise. */
const DETAIL = { ...OOPS, continues: ['oops'] } as const;

const NULL_POINTER = 'BUG: unable to handle kernel NULL pointer dereference';
const PAGING_REQUEST = 'BUG: unable to handle kernel paging request';

/** After these the kernel is not to be trusted any more. */
export const OOPS_BANNERS: readonly Banner[] = [
  // Bad accesses: x86 in its old and new words, powerpc, then arm64, arm, riscv and mips.
  { ...OOPS, pattern: /^BUG: unable to handle kernel NULL pointer dereference\b/i, words: NULL_POINTER },
  { ...OOPS, pattern: /^BUG: kernel NULL pointer dereference\b/i, words: NULL_POINTER },
  { ...OOPS, pattern: /^BUG: unable to handle page fault for address\b/, words: PAGING_REQUEST },
  {
    ...OOPS,
    pattern: /^BUG: unable to handle kernel (?:paging request|data access|instruction fetch)\b/i,
    words: PAGING_REQUEST,
  },
  { ...OOPS, pattern: /^BUG: unable to handle kernel\b/i, words: 'BUG: unable to handle kernel' },
  { ...OOPS, pattern: /^(?:CPU \d+ )?Unable to handle kernel NULL pointer dereference\b/, words: NULL_POINTER },
  {
    ...OOPS,
    pattern: /^Unable to handle kernel (?<what>access to user memory|execution of user memory)\b/,
    words: 'BUG: unable to handle kernel {what}',
  },
  { ...OOPS, pattern: /^(?:CPU \d+ )?Unable to handle kernel [a-z]+/, words: PAGING_REQUEST },
  { ...OOPS, pattern: /^Unhandled (?:fault|prefetch abort): .*\(0x[0-9a-f]+\) at /, words: 'Unhandled fault' },

  // BUG() and the compiler's own traps.
  { ...OOPS, pattern: /^kernel BUG at (?<file>[^\s:]+):\d+!?/, words: 'kernel BUG' },
  { ...OOPS, pattern: /^Kernel BUG at (?<func>[\w.]+)\+0x.*verbose debug info unavailable/, words: 'kernel BUG' },

  // Stacks that ran over.
  {
    ...OOPS,
    pattern: /^BUG: (?:[\w#]+ )?stack guard page was hit at /,
    words: 'BUG: stack guard page was hit',
    names: 'culprit',
  },
  {
    ...OOPS,
    pattern: /^Insufficient stack space to handle exception!/,
    words: 'kernel stack overflow',
    names: 'culprit',
  },
  { ...DETAIL, pattern: /^(?:kernel|Kernel) stack overflow\b/, words: 'kernel stack overflow', names: 'culprit' },
  { ...OOPS, pattern: /^(?:traps: )?PANIC: double fault\b/, words: 'PANIC: double fault' },

  // Exceptions: the number in brackets, which counts oopses, tells them from prose.
  {
    ...DETAIL,
    pattern: /^(?:Oops: )?(?:segment-related )?general protection (?:fault|maybe).*: [0-9a-f]{4} \[#\d+\]/,
    words: 'general protection fault',
  },
  { ...DETAIL, pattern: /^(?:Oops: )?divide[_ ]error: [0-9a-f]{4} \[#\d+\]/, words: 'divide error' },
  { ...DETAIL, pattern: /^(?:Oops: )?stack segment: [0-9a-f]{4} \[#\d+\]/, words: 'stack segment fault' },
  { ...DETAIL, pattern: /^(?:Oops: )?(?<what>[a-z][a-z0-9 _]+?)(?: fault)?: [0-9a-f]{4} \[#\d+\]/, words: '{what}' },
  { ...DETAIL, pattern: /^Internal error: .*\[#\d+\]/, words: 'Internal error' },
  { ...DETAIL, pattern: /^Bad mode in .+ handler detected/, words: 'bad mode' },
  { ...DETAIL, pattern: /^Oops\b.*(?:\[#\d+\]|sig: \d+)/, words: 'Oops' },
  { ...DETAIL, pattern: /^Alignment trap: not handling instruction\b/, words: 'Alignment trap' },
];
