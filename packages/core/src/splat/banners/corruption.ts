import type { Banner } from './banner.js';

/** `BUG:` of what is found broken while the kernel goes on, and a few that say so in other words. */
export const CORRUPTION_BANNERS: readonly Banner[] = [
  {
    kind: 'atomic-sleep',
    pattern: /^BUG: sleeping function called from invalid context at (?<file>[^\s:]+):\d+/,
    words: 'BUG: sleeping function called from invalid context',
  },
  { kind: 'atomic-sleep', pattern: /^BUG: scheduling while atomic: /, words: 'BUG: scheduling while atomic' },
  {
    kind: 'bug',
    pattern: /^BUG: using (?<what>\w+(?:\(\))?) in preemptible\b/,
    words: 'BUG: using {what} in preemptible code',
  },
  {
    kind: 'bug',
    pattern: /^BUG: workqueue leaked (?:lock or atomic|atomic, lock or RCU)/,
    names: /^\s*(?:last function: |.*\bworkfn=)(?<func>\w+)/,
    words: 'BUG: workqueue leaked lock or atomic',
  },
  { kind: 'bug', pattern: /^BUG: (?<what>(?:spin|rw)lock [a-z -]+?)(?: on CPU#\d+|,|$)/, words: 'BUG: {what}' },
  {
    kind: 'bug',
    pattern: /^BUG: Bad (?<what>page state|page map|page cache|swap file entry)\b/,
    words: 'BUG: Bad {what}',
  },
  { kind: 'bug', pattern: /^BUG: Bad rss-counter state\b/, words: 'BUG: Bad rss-counter state', alone: true },
  {
    kind: 'bug',
    pattern: /^BUG: non-zero pgtables_bytes on freeing mm\b/,
    words: 'BUG: non-zero pgtables_bytes on freeing mm',
    alone: true,
  },
  {
    kind: 'bug',
    pattern: /^BUG: Dentry .* still in use \(-?\d+\)/,
    words: 'BUG: Dentry still in use in unmount',
    names: 'nothing',
  },
  {
    kind: 'bug',
    pattern: /^BUG .+ \((?:Not tainted|Tainted: [^()]*)\): (?!kasan: )(?<what>.+)$/,
    words: 'BUG: {what}',
  },
  { kind: 'bug', pattern: /^VFS: (?<what>Busy inodes after unmount)\b/, words: 'VFS: {what}', names: 'nothing' },
  {
    kind: 'bug',
    pattern: /^VFS: Close: file count is (?:0|zero)\b/,
    words: 'VFS: Close: file count is zero',
    names: 'nothing',
  },
  {
    kind: 'bug',
    pattern: /^unregister_netdevice: waiting for \S+ to become free/,
    words: 'unregister_netdevice: waiting for DEV to become free',
    names: 'nothing',
    alone: true,
  },
  {
    kind: 'kmemleak',
    pattern: /^(?:kmemleak: )?unreferenced object 0x[0-9a-f]+ \(size \d+\):/,
    words: 'memory leak',
  },
  {
    kind: 'kmemleak',
    pattern: /^kmemleak: [1-9]\d* new suspected memory leaks\b/,
    words: 'memory leak',
    names: 'nothing',
    sumsUp: true,
  },
  { kind: 'bug', pattern: /^BUG: (?<text>\S.*)$/, words: 'BUG: {text}' },
];
