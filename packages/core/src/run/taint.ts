/** By bit: Documentation/admin-guide/tainted-kernels.rst. */
const LETTERS = 'PFSRMBUDAWCIOELKXTNJ';

/** The kernel's taint as letters, as `OE`; empty where it is not tainted. */
export function taintLetters(flags: number): string {
  return [...LETTERS].filter((_, bit) => (flags & (1 << bit)) !== 0).join('');
}
