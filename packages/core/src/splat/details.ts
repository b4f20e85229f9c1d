import type { SplatKind } from './types.js';

/** A line of a report that says more exactly what it is about than its banner does. */
export interface Detail {
  readonly pattern: RegExp;
  /** Reports that it tells something of. */
  readonly of: readonly SplatKind[];
  readonly kind?: SplatKind;
  readonly words: string;
  /** The kernel prints it before the banner, even before `cut here`: the report begins with it. */
  readonly announces?: true;
}

export const DETAILS: readonly Detail[] = [
  {
    pattern: /^list_(?:add|del)(?:_\w+)? (?:corruption|double add)\b/,
    of: ['oops', 'warning'],
    words: 'BUG: corrupted list',
    announces: true,
  },
  {
    pattern: /^usercopy: (?:[Kk]ernel memory|[Bb]ad or missing usercopy)/,
    of: ['oops'],
    words: 'BUG: bad usercopy',
    announces: true,
  },
  { pattern: /^kernel BUG at lib\/list_debug\.c:/, of: ['oops'], words: 'BUG: corrupted list' },
  { pattern: /^kernel BUG at mm\/usercopy\.c:/, of: ['oops'], words: 'BUG: bad usercopy' },
  { pattern: /^Bad or missing usercopy whitelist\?/, of: ['warning'], words: 'WARNING: bad usercopy' },
  { pattern: /^refcount_t: /, of: ['warning'], words: 'WARNING: refcount bug' },
  { pattern: /^ODEBUG: /, of: ['warning'], words: 'WARNING: ODEBUG bug' },
  {
    pattern: /^kobject_add_internal failed\b|^WARNING: .*\bkobject_add_internal\b/,
    of: ['warning'],
    words: 'WARNING: kobject bug',
  },
  {
    pattern: /^proc_dir_entry '.*' already registered|^WARNING: .*\bproc_register\+0x/,
    of: ['warning'],
    words: 'WARNING: proc registration bug',
  },
  { pattern: /^WARNING: .*\b__vmalloc_node_range\w*\+0x/, of: ['warning'], words: 'WARNING: zero-size vmalloc' },
  { pattern: /^DEBUG_LOCKS_WARN_ON\(/, of: ['warning'], kind: 'lockdep', words: 'WARNING: locking bug' },
  {
    pattern: /^WARNING: .*\bat kernel\/locking\/lockdep\.c:\d+/,
    of: ['warning'],
    kind: 'lockdep',
    words: 'WARNING: locking bug',
  },
  {
    pattern: /^WARNING: .*\bat (?:lib\/refcount\.c|include\/linux\/refcount\.h):\d+/,
    of: ['warning'],
    words: 'WARNING: refcount bug',
  },
  { pattern: /^WARNING: .*\bat lib\/debugobjects\.c:\d+/, of: ['warning'], words: 'WARNING: ODEBUG bug' },
  {
    pattern: /^WARNING: .*\bat mm\/\w+\.[ch]:\d+ (?:kv?malloc\w*|__kv?malloc\w*)\+0x/,
    of: ['warning'],
    words: 'WARNING: kmalloc bug',
  },
];

/** Whether a line announces a report whose banner is still to come. */
export function isAnnouncement(text: string): boolean {
  return DETAILS.some((row) => row.announces && row.pattern.test(text));
}
