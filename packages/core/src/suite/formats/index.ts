import type { SuiteFormat, SuiteListener, SuiteParser } from '../types.js';
import { BlktestsParser } from './blktests.js';
import { TapParser } from './tap.js';
import { XfstestsParser } from './xfstests.js';

/** Follows one run of a suite that prints in this format. What is printed of tests by other means, as events, is not read. */
export function suiteParser(format: SuiteFormat, listener: SuiteListener): SuiteParser {
  if (format === 'xfstests') return new XfstestsParser(listener);
  if (format === 'blktests') return new BlktestsParser(listener);
  if (format === 'events') return { push() {}, end() {} };
  return new TapParser(listener, { kernel: format === 'ktap' });
}

/**
 * The tests that a suite's arguments choose, where they are names of tests and nothing else, so that it need not be asked for a
 * list; without their conditions. Undefined where they are more: options, groups, patterns.
 */
export function namesIn(format: SuiteFormat, args: readonly string[]): readonly string[] | undefined {
  if (format !== 'xfstests' && format !== 'blktests') return undefined;
  const names = args.map((word) => /^(?:tests\/)?([\w.-]+\/\d{3}[\w-]*)$/.exec(word)?.[1]);
  return names.length > 0 && names.every((name) => name !== undefined) ? [...new Set(names)] : undefined;
}

const MARKERS: Readonly<Partial<Record<SuiteFormat, RegExp>>> = {
  xfstests: /^run fstests (\S+) at /,
  blktests: /^run blktests (\S+) at /,
};

/** What stands in the kernel's log as a test begins; its name (without a condition) is captured. */
export function kernelMarker(format: SuiteFormat): RegExp {
  return MARKERS[format] ?? /^rapido: test (.+) begin$/;
}
