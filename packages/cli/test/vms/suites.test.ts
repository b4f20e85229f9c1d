import { describe, expect, it } from 'vitest';
import { type SuiteVm, suiteOf } from '../../src/vms/suites.js';

const SUITE = { format: 'xfstests', results: '/r', run: 'run.sh' } as const;
const vm = (name: string, more: Partial<SuiteVm> = {}): SuiteVm => ({
  ...{ name, flags: { shell: false }, hasSteps: false, cut: { name: 'plain' } },
  ...more,
});
const fs = (name: string, more: Partial<SuiteVm> = {}) => vm(name, { cut: { name: 'fstests', suite: SUITE }, ...more });
const plan = (vms: readonly SuiteVm[], words: readonly string[] = []) => suiteOf(vms, { words, cwd: '/' });

describe('suiteOf', () => {
  it('is that of the only VM whose cut has one', async () => {
    const server = vm('srv', { cut: { name: 'samba', service: 'smb' }, hasSteps: true });
    expect(await plan([server, fs('cli')], ['-g', 'quick'])).toMatchObject({
      vm: 'cli',
      plan: { args: ['-g', 'quick'] },
    });
    expect(await plan([server, vm('cli')])).toBeUndefined();
  });

  it('is that of the one that has no steps instead', async () => {
    expect(await plan([fs('a', { hasSteps: true }), fs('b')])).toMatchObject({ vm: 'b' });
    expect(await plan([fs('a', { hasSteps: true }), fs('b', { hasSteps: true })])).toBeUndefined();
  });

  it('runs tests again, and no others, in the one that has no steps', async () => {
    const vms = [fs('a'), fs('b', { hasSteps: true })];
    expect(await suiteOf(vms, { words: ['-g', 'quick'], cwd: '/', tests: ['generic/001'] })).toMatchObject({
      vm: 'a',
      plan: { args: ['-g', 'quick'], tests: ['generic/001'] },
    });
  });

  it.each([
    [[fs('a'), fs('b')], ['-g', 'quick'], '-- -g quick: for which test suite? The cuts of a and b'],
    [[fs('a', { flags: { shell: false, jobs: 2 } }), fs('b')], [], '--jobs: for which test suite?'],
    [[fs('a'), fs('b')], [], 'those of a and b would run'],
    [[vm('srv', { cut: { name: 'samba', service: 'smb' } }), vm('cli')], ['ls'], 'The cut plain has no test suite'],
  ])('refuses what is not clear: %#', async (vms, words, message) => {
    await expect(plan(vms, words)).rejects.toMatchObject({ message: expect.stringContaining(message), exitCode: 129 });
  });
});
