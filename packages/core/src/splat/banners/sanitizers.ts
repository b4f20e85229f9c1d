import { type Banner, RULE } from './banner.js';

/** UBSAN's reports end as WARN()'s do since 5.10. */
const RULE_OR_TRACE = /^={20,}$|^---\[ end trace\b/;

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
  // Up to 4.20, and since.
  {
    kind: 'ubsan',
    pattern: /^UBSAN: Undefined behaviour in (?<file>[^\s:]+):\d+/,
    words: 'UBSAN: undefined-behaviour',
    end: RULE,
  },
  {
    kind: 'ubsan',
    pattern: /^UBSAN: (?<what>[\w -]+?) in (?<file>[^\s:]+):\d+/,
    words: 'UBSAN: {what}',
    end: RULE_OR_TRACE,
  },
];
