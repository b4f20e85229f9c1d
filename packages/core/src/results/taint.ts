/** What each letter of a kernel's taint says of it: Documentation/admin-guide/tainted-kernels.rst. */
const MEANINGS: Readonly<Record<string, string>> = {
  P: 'a module under a proprietary licence was loaded',
  F: 'a module was loaded by force',
  S: 'the CPU or the kernel is used beyond its specification',
  R: 'a module was unloaded by force',
  M: 'the processor has reported a machine check',
  B: 'a page was found in a bad state',
  U: 'user space asked for this taint',
  D: 'the kernel has died of an oops or BUG before',
  A: 'an ACPI table was overridden',
  W: 'the kernel has printed a warning',
  C: 'a staging driver was loaded',
  I: 'it works around a bug of the firmware',
  O: 'a module from outside the tree was loaded',
  E: 'a module without signature was loaded',
  L: 'a soft lockup has happened',
  K: 'the kernel has been live-patched',
  X: 'the distribution has set this taint for its own ends',
  T: 'the kernel was built with randomised structure layouts',
  N: 'a KUnit test has run',
  J: 'user space has changed the kernel through fwctl',
};

/** The meaning of a letter as `VmResult.taint` has them. */
export function taintMeaning(letter: string): string {
  return MEANINGS[letter] ?? 'of unknown meaning';
}
