import { Flags } from '@oclif/core';

const suite = { helpGroup: 'suite' } as const;

/** Which tests of a suite run, where they are chosen by their names. */
export const testFlags = {
  tests: Flags.string({
    ...suite,
    summary: 'Run the tests that a file names, one a line; "-" is standard input.',
    helpValue: 'FILE',
  }),
  exclude: Flags.string({
    ...suite,
    summary: 'Leave out the tests that a file names, one a line; may be repeated.',
    helpValue: 'FILE',
    multiple: true,
    multipleNonGreedy: true,
  }),
};

/** Flags of every command that runs a cut's test suite: how it runs. Without defaults, so that it is known which were given. */
export const suiteFlags = {
  'test-timeout': Flags.string({
    ...suite,
    summary: 'End a test after this time (1h), and go on with the others in a fresh VM.',
    helpValue: 'TIME',
  }),
  'max-crashes': Flags.integer({
    ...suite,
    summary: 'Go on in a fresh VM after a test that crashed, hung or was out of time, at most N times (10).',
    helpValue: 'N',
    min: 0,
  }),
  'retry-failed': Flags.integer({
    ...suite,
    summary: 'Run tests that failed again, K times at most, in a fresh VM: one that passes then is flaky.',
    helpValue: 'K',
    min: 0,
  }),
  jobs: Flags.integer({
    ...suite,
    char: 'j',
    summary: 'Spread the tests over N VMs.',
    helpValue: 'N',
    min: 1,
  }),
  strict: Flags.boolean({ ...suite, summary: 'A flaky test counts as failed.' }),
};

export interface SuiteFlags {
  readonly tests?: string | undefined;
  readonly exclude?: readonly string[] | undefined;
  readonly 'test-timeout'?: string | undefined;
  readonly 'max-crashes'?: number | undefined;
  readonly 'retry-failed'?: number | undefined;
  readonly jobs?: number | undefined;
  readonly strict?: boolean | undefined;
}

/** Those that were given, as they are typed. */
export function givenSuiteFlags(flags: SuiteFlags): string[] {
  return (['tests', 'exclude', ...(Object.keys(suiteFlags) as (keyof typeof suiteFlags)[])] as const)
    .filter((name) => flags[name] !== undefined && flags[name] !== false)
    .map((name) => `--${name}`);
}
