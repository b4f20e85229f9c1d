import { type Banner, END_TRACE, RULE } from './banner.js';

/** Checks that the compiler put into the code, and those of the allocators. */
export const SANITIZER_BANNERS: readonly Banner[] = [
  {
    kind: 'kasan',
    pattern: /^BUG: KASAN: (?:double-free or )?(?<what>[\w-]+) in (?<func>[^\s+]+)/,
    words: 'KASAN: {what}{access}',
    end: RULE,
  },
  { kind: 'kasan', pattern: /^BUG: KASAN: (?<what>[\w-]+)/, words: 'KASAN: {what}{access}', end: RULE },
  {
    kind: 'kmsan',
    pattern: /^BUG: KMSAN: (?<what>[\w-]+)(?: in (?<func>[^\s+]+))?/,
    words: 'KMSAN: {what}',
    end: RULE,
  },
  {
    kind: 'kcsan',
    pattern: /^BUG: KCSAN: (?<what>data-race|assert: race) in (?<func>[^\s+]+)(?:\+\S+)?(?: \/ (?<other>[^\s+]+))?/,
    words: 'KCSAN: {what}',
    names: 'pair',
    end: RULE,
  },
  {
    kind: 'kfence',
    pattern: /^BUG: KFENCE: (?<what>[\w -]+?) in (?<func>[^\s+]+)/,
    words: 'KFENCE: {what}',
    end: RULE,
  },
  {
    kind: 'ubsan',
    pattern: /^UBSAN: (?<what>[\w -]+?) in (?<file>[^\s:]+):\d+/i,
    words: 'UBSAN: {what}',
    end: RULE,
  },
  {
    kind: 'oops',
    fatal: true,
    pattern: /^Internal error: (?:UBSAN|KASAN): .*\[#\d+\]/,
    words: 'Internal error',
    end: END_TRACE,
  },
];
