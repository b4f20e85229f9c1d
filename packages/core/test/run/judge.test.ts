import { describe, expect, test } from 'vitest';
import { judge, type VmFacts } from '../../src/run/judge.js';
import type { FoundSplat } from '../../src/run/types.js';

const autorun = { text: 'autorun', status: 0 };
const facts: VmFacts = {
  interactive: false,
  steps: [autorun],
  greeted: true,
  off: true,
  splats: [],
  end: { status: 0, reason: 'host-qmp-quit', messages: '' },
  console: '',
};
const withSteps = (...statuses: (number | undefined)[]): VmFacts => ({
  ...facts,
  steps: [
    autorun,
    ...statuses.map((status, i) => ({ text: `cmd${i + 1}`, ...(status === undefined ? {} : { status }) })),
  ],
});
const verdict = (given: VmFacts) => {
  const { outcome, exitCode } = judge(given);
  return [outcome, exitCode];
};

test.each([
  [[0], 'pass', 0],
  [[0, 0], 'pass', 0],
  [[7], 'fail', 7],
  [[0, 3, undefined], 'fail', 3],
  [[95], 'fail', 95],
  [[96], 'fail', 95],
  [[200], 'fail', 95],
  [[126], 'fail', 126],
  [[127], 'fail', 127],
  [[125], 'untestable', 125],
  // --keep-going: the first failing one decides
  [[2, 0, 9], 'fail', 2],
])('steps %j: %s, exit %i', (statuses, outcome, exitCode) => {
  expect(verdict(withSteps(...statuses))).toEqual([outcome, exitCode]);
});

test('one that was ended for another says so, unless its kernel died of its own', () => {
  const stopped = {
    outcome: 'ended',
    reason: 'srv, which it needs, has ended: x',
    exitCode: 104,
    endedFor: 'srv',
  } as const;
  const ended = { ...withSteps(3, undefined), off: false, stopped };
  expect(judge(ended)).toEqual({ outcome: 'ended', reason: stopped.reason, exitCode: 104 });
  const fatal = { title: 'a panic', fatal: true, allowed: false } as FoundSplat;
  expect(judge({ ...ended, splats: [fatal] })).toMatchObject({ outcome: 'panic' });
});

test('a failing autorun decides, and is named', () => {
  const judged = judge({ ...facts, steps: [{ text: 'autorun', status: 4 }, { text: 'never run' }] });
  expect(judged).toMatchObject({ outcome: 'fail', exitCode: 4, reason: 'autorun ended with status 4' });
});

test('a power-off before the last step is no pass', () => {
  expect(judge(withSteps(0, undefined))).toMatchObject({
    outcome: 'ended',
    exitCode: 104,
    reason: 'the VM was powered off before step 2 (cmd2) had run',
  });
});

test('a VM that ends without a word is never a pass, whatever its steps said', () => {
  expect(verdict({ ...withSteps(0), off: false })).toEqual(['ended', 104]);
  expect(verdict({ ...withSteps(7), off: false })).toEqual(['ended', 104]);
});

test('an end after the last step, but before the guest said so, is told as such', () => {
  const judged = judge({ ...withSteps(0), off: false, end: { signal: 'SIGKILL', messages: '' } });
  expect(judged.reason).toBe('QEMU was killed by SIGKILL after the last step');
});

test('the reason of an early death is the signal or what QEMU said', () => {
  const early: VmFacts = { ...facts, greeted: false, off: false, steps: [{ text: 'autorun' }] };
  const reason = (more: Partial<VmFacts>) => judge({ ...early, ...more }).reason;
  expect(reason({ console: '[ 1.0] rapido: no /dev/ttyS1\r\n[ 1.1] reboot: Power down' })).toBe(
    'the guest gave up before its init spoke: no /dev/ttyS1',
  );
  expect(reason({ end: { signal: 'SIGKILL', messages: '' } })).toBe('QEMU was killed by SIGKILL before its init spoke');
  expect(reason({ end: { status: 0, reason: 'guest-reset', messages: '' } })).toBe(
    'the guest reset itself before its init spoke',
  );
  expect(reason({ end: { status: 1, messages: 'a\nqemu: no such device\n' } })).toContain('no such device');
});

test('what we ended ourselves keeps its reason over everything else', () => {
  const stopped = { outcome: 'timeout', reason: 'not done after 5 s', exitCode: 103 } as const;
  expect(judge({ ...withSteps(7), off: false, stopped })).toEqual(stopped);
});

test('a set-up that failed says why', () => {
  expect(judge({ ...facts, failed: 'loading kernel modules: no such module' })).toMatchObject({
    exitCode: 104,
    reason: 'the guest could not be set up: loading kernel modules: no such module',
  });
});

describe('splats', () => {
  const splat = { kind: 'warning', title: 'WARNING in foo', fatal: false, allowed: false, wentOn: true } as const;
  const found = (more: Partial<FoundSplat> = {}): FoundSplat => ({
    ...{ ...splat, report: [], sequence: 1, time: 1 },
    ...more,
  });
  const oops = found({ kind: 'oops', title: 'kernel BUG in bar', fatal: true, step: 1 });

  test.each<[string, VmFacts, string, number]>([
    ['of its own, after steps that passed', { ...withSteps(0), splats: [found()] }, 'splat', 100],
    ['after a step that failed', { ...withSteps(7), splats: [found()] }, 'fail', 7],
    ['after a step that skips this kernel', { ...withSteps(125), splats: [found()] }, 'untestable', 125],
    ['that is allowed', { ...withSteps(0), splats: [found({ allowed: true })] }, 'pass', 0],
    ['an oops, whatever the steps said', { ...withSteps(7), splats: [found(), oops] }, 'panic', 101],
    ['an oops that is allowed', { ...withSteps(0), splats: [{ ...oops, allowed: true }] }, 'pass', 0],
    ['an oops before a hang', { ...withSteps(0), splats: [oops], stopped: stopped('hang', 102) }, 'panic', 101],
    ['a warning before a hang', { ...withSteps(0), splats: [found()], stopped: stopped('hang', 102) }, 'hang', 102],
    ['an oops before Ctrl-C', { ...facts, splats: [oops], stopped: stopped('interrupted', 130) }, 'interrupted', 130],
    ['an oops of a VM that reset itself', { ...facts, off: false, splats: [oops] }, 'panic', 101],
  ])('%s', (_, given, outcome, exitCode) => {
    expect(verdict(given)).toEqual([outcome, exitCode]);
  });

  test('the reason names the worst, where it fell, and how many there are', () => {
    expect(judge({ ...withSteps(0), splats: [found({ step: 0 }), oops, found()] }).reason).toBe(
      'kernel BUG in bar (in step 1 (cmd1)), and 2 more',
    );
    expect(judge({ ...withSteps(0), splats: [found()] }).reason).toBe('WARNING in foo (before autorun)');
    expect(judge({ ...facts, greeted: false, off: false, splats: [found({ fatal: true })] }).reason).toBe(
      'WARNING in foo (before its init spoke)',
    );
  });

  function stopped(outcome: 'hang' | 'interrupted', exitCode: number) {
    return { outcome, exitCode, reason: outcome };
  }
});

describe('interactive', () => {
  const interactive: VmFacts = { ...facts, interactive: true, off: false };
  const autorunWith = (status?: number) => ({
    steps: [{ text: 'autorun', ...(status === undefined ? {} : { status }) }],
  });

  test('quitting is fine once the VM was ready, and an interruption before', () => {
    expect(verdict(interactive)).toEqual(['pass', 0]);
    expect(verdict({ ...interactive, end: { status: 0, messages: '' } })).toEqual(['pass', 0]);
    expect(verdict({ ...interactive, ...autorunWith() })).toEqual(['interrupted', 130]);
    expect(verdict({ ...interactive, ...autorunWith(3) })).toEqual(['fail', 3]);
  });

  test('a VM that ends in another way is no pass', () => {
    const end = (more: Partial<VmFacts['end']>) => judge({ ...interactive, end: { messages: '', ...more } });
    const killed = end({ signal: 'SIGKILL' });
    expect(killed).toMatchObject({ exitCode: 104, reason: 'QEMU was killed by SIGKILL after the last step' });
    expect(end({ status: 0, reason: 'guest-reset' }).exitCode).toBe(104);
    expect(end({ status: 1 }).exitCode).toBe(104);
  });

  test('exit STATUS in the shell is a verdict, after that of the steps', () => {
    expect(judge({ ...facts, interactive: true, shell: 3 })).toMatchObject({
      outcome: 'fail',
      exitCode: 3,
      reason: 'the shell ended with status 3',
    });
    expect(verdict({ ...facts, interactive: true, shell: 125 })).toEqual(['untestable', 125]);
    expect(verdict({ ...facts, interactive: true, shell: 0 })).toEqual(['pass', 0]);
    expect(verdict({ ...facts, interactive: true, ...autorunWith(2), shell: 3 })).toEqual(['fail', 2]);
  });

  test('Ctrl-C in a step is an interruption', () => {
    expect(judge({ ...facts, interactive: true, ...autorunWith(130) })).toMatchObject({
      outcome: 'interrupted',
      exitCode: 130,
      reason: 'autorun was interrupted',
    });
  });

  test('powered off by its autorun, it has ended as in batch mode', () => {
    expect(verdict({ ...facts, interactive: true })).toEqual(['pass', 0]);
    expect(verdict({ ...withSteps(undefined), interactive: true })).toEqual(['ended', 104]);
  });
});

test('a VM that was ended for a fresh one to go on is no failure, unless something was wrong with it', () => {
  const retired = { ...withSteps(undefined), off: false, retired: 'lockdep has turned itself off' };
  const splat = {
    kind: 'warning',
    title: 'x',
    report: [],
    sequence: 1,
    time: 1,
    allowed: false,
    wentOn: true,
  } as const;
  expect(judge(retired)).toEqual({ outcome: 'pass', exitCode: 0, reason: 'lockdep has turned itself off' });
  expect(verdict({ ...retired, steps: [{ text: 'autorun', status: 3 }] })).toEqual(['fail', 3]);
  expect(verdict({ ...retired, splats: [{ ...splat, fatal: false }] })).toEqual(['splat', 100]);
  expect(verdict({ ...retired, splats: [{ ...splat, fatal: true }] })).toEqual(['panic', 101]);
});
