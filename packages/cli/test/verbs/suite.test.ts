import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { planSuite, type SuiteRequest } from '../../src/verbs/suite.js';
import { temporaryDirectory } from '../helpers/cli.js';

const WITH = { name: 'fstests-xfs', suite: { format: 'xfstests' } };
const WITHOUT = { name: 'simple-example' };

function plan(cut: typeof WITH | typeof WITHOUT, { flags, ...more }: Partial<SuiteRequest>) {
  return planSuite(cut, { words: [], hasSteps: false, cwd: '/', ...more, flags: { shell: false, ...flags } });
}

describe('planSuite', () => {
  it('has defaults', async () => {
    expect(await plan(WITH, {})).toEqual({
      ...{ args: [], exclude: [], testTimeout: 3600, maxCrashes: 10, retryFailed: 0, jobs: 1, strict: false },
    });
  });

  it('takes words and flags', async () => {
    const cwd = temporaryDirectory();
    writeFileSync(join(cwd, 'tests'), 'generic/001\n');
    writeFileSync(join(cwd, 'no'), 'generic/002\n');
    const own = { tests: 'tests', exclude: ['no'], 'test-timeout': '10m', 'max-crashes': 0, 'retry-failed': 3 };
    const flags = { shell: false, ...own, jobs: 2, strict: true };
    expect(await plan(WITH, { words: ['-g', 'quick'], flags, cwd })).toEqual({
      ...{ args: ['-g', 'quick'], tests: ['generic/001'], exclude: ['generic/002'] },
      ...{ testTimeout: 600, maxCrashes: 0, retryFailed: 3, jobs: 2, strict: true },
    });
  });

  it('runs the suite unless there are steps and nothing that chooses tests', async () => {
    expect(await plan(WITH, { hasSteps: true })).toBeUndefined();
    expect(await plan(WITH, { hasSteps: true, words: ['generic/001'] })).toMatchObject({ args: ['generic/001'] });
    expect(await plan(WITH, { hasSteps: true, tests: ['generic/001'] })).toMatchObject({ tests: ['generic/001'] });
    expect(await plan(WITH, { flags: { shell: true } })).toBeUndefined();
    expect(await plan(WITHOUT, {})).toBeUndefined();
  });

  it('sets a test no limit under a debugger, unless told to', async () => {
    expect(await plan(WITH, { flags: { shell: false, gdb: 'run' } })).not.toHaveProperty('testTimeout');
    const flags = { shell: false, gdb: 'run', 'test-timeout': '5s' };
    expect(await plan(WITH, { flags })).toMatchObject({ testTimeout: 5 });
  });

  it('lets several VMs have new disks, and read the same', async () => {
    const flags = { shell: false, jobs: 2, disk: ['size=1G,serial=path', 'path=/x,serial=y,ro'] };
    expect(await plan(WITH, { flags })).toMatchObject({ jobs: 2 });
  });

  it.each([
    [WITHOUT, { words: ['ls', '-l'] }, 'no test suite that "-- ls -l" could be for'],
    [WITHOUT, { flags: { jobs: 2 } }, '--jobs is for test suites, and the cut simple-example has none'],
    [WITHOUT, { flags: { strict: true } }, '--strict is for test suites'],
    [WITH, { flags: { strict: true }, hasSteps: true }, '--strict is without effect: with -x or -f alone'],
    [WITH, { flags: { shell: true }, words: ['-g', 'quick'] }, '-- -g quick is without effect: --shell gives you'],
    [WITH, { flags: { shell: true, tests: 'x' } }, '--tests is without effect'],
    [WITH, { flags: { jobs: 2, gdb: 'run' } }, '--jobs 2 and --gdb'],
    [WITH, { flags: { jobs: 2, disk: ['path=/x,serial=y'] } }, 'write to the same disk, --disk path=/x,serial=y'],
    [WITH, { flags: { tests: '-', exclude: ['-'] } }, 'Standard input can be read once only'],
    [WITH, { flags: { exclude: ['-', '-'] } }, 'Standard input can be read once only'],
    [WITH, { flags: { 'test-timeout': 'soon' } }, '--test-timeout'],
  ])('refuses %j with %j', async (cut, { flags, ...more }: object & { flags?: object }, message) => {
    const refused = plan(cut, { ...more, flags: { shell: false, ...flags } });
    await expect(refused).rejects.toMatchObject({ message: expect.stringContaining(message), exitCode: 129 });
  });
});
