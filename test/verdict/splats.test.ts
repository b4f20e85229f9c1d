import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { FoundSplat, VmResult } from '@rapido/core';
import { beforeAll, describe, expect, test } from 'vitest';
import { type Booted, boot } from '../run/vm.js';
import { cutFaultImage, fault, faultBoot } from './faults.js';

let image = '';

beforeAll(async () => {
  image = await cutFaultImage();
});

const resultOf = ({ verdict }: Booted) => verdict.vms[verdict.vm] as VmResult;
const short = ({ kind, title, fatal, wentOn, step }: FoundSplat) => ({ kind, title, fatal, wentOn, step });
const kernelLog = ({ verdict }: Booted) => readFileSync(join(verdict.bundle, 'kernel.log'), 'utf8');

// On a console that shows nothing, and on one that shows everything.
test.each([
  ['quiet loglevel=0', []],
  ['ignore_loglevel', ['--console']],
])('what the kernel goes on after is 100, each report with the step it fell into: %s', async (parameters, more) => {
  const faults = ['warn', 'warn-text', 'refcount', 'atomic', 'two-cpus'].map(fault);
  const run = await boot(image, [...more, '--append', parameters, '--keep-going', ...faultBoot(...faults, 'echo on')]);
  expect(run.verdict).toMatchObject({
    outcome: 'splat',
    reason: expect.stringMatching(/^WARNING in rapido_fault_warn \(in step 1 \(.*\)\), and \d more$/),
  });
  expect(run.status).toBe(100);
  expect(run.stdout).toBe('on\n');
  const expected = [
    ['warning', 'WARNING in rapido_fault_warn', 1],
    ['warning', 'WARNING in rapido_fault_warn_text', 2],
    ['warning', 'WARNING: refcount bug in rapido_fault_refcount', 3],
    ['atomic-sleep', 'BUG: scheduling while atomic in rapido_fault_atomic', 4],
    ['warning', 'WARNING in rapido_fault_on_cpu', 5],
    ['warning', 'WARNING in rapido_fault_on_cpu', 5],
  ].map(([kind, title, step]) => ({ kind, title, step, fatal: false, wentOn: true }));
  expect(resultOf(run).splats.map(short)).toEqual(expected);
  expect(resultOf(run)).toMatchObject({ taint: expect.stringMatching(/^W?.*OE$/), lostRecords: 0 });
  expect(run.stderr).toMatch(/^kernel: WARNING in rapido_fault_warn$/m);
});

describe('what ends the kernel, or all trust in it, is 101', () => {
  test.each([
    ['bug', 'oops', 'kernel BUG in rapido_fault_bug', true],
    ['null', 'oops', 'BUG: unable to handle kernel NULL pointer dereference in rapido_fault_null', true],
    ['gpf', 'oops', 'general protection fault in rapido_fault_gpf', true],
    ['divide', 'oops', 'divide error in rapido_fault_divide', true],
    ['oops-thread', 'oops', expect.stringMatching(/in rapido_fault_oops/), true],
    ['panic', 'panic', 'kernel panic: rapido_fault: as asked for', false],
  ])('%s', async (name, kind, title, wentOn) => {
    const run = await boot(image, ['--append', 'loglevel=0', ...faultBoot(`${fault(name)}; sleep 1000`)]);
    expect(resultOf(run).splats.map(short)).toEqual([{ kind, title, fatal: true, wentOn, step: 1 }]);
    expect(run.verdict).toMatchObject({ outcome: 'panic', reason: expect.stringContaining(' (in step 1 (') });
    expect(run.status).toBe(101);
    expect(resultOf(run).distrust).toMatch(/proves nothing$/);
    const report = readFileSync(join(run.verdict.bundle, 'splat-1.txt'), 'utf8');
    expect(report.split('\n')).toEqual([...(resultOf(run).splats[0]?.report ?? []), '']);
    expect(report).toMatch(/rapido_fault_\w+\+0x/);
  });

  test('a kernel that is told to stay after a panic is not waited for', async () => {
    const run = await boot(image, ['--append', 'panic=0', ...faultBoot(fault('panic'))]);
    expect([run.status, run.verdict.reason]).toEqual([101, expect.stringMatching(/^kernel panic: /)]);
  });
});

test('splats that are allowed count for nothing, and are told of', async () => {
  const commands = faultBoot(fault('warn'), `${fault('bug')}; echo not reached`, 'echo on');
  const flags = [
    '--keep-going',
    '--allow-splat',
    'WARNING in rapido_fault_w',
    '--allow-splat',
    'rapido_fault\\.c:\\d+!',
  ];
  const run = await boot(image, [...flags, ...commands]);
  expect(resultOf(run).splats).toMatchObject([{ allowed: true }, { allowed: true, fatal: true }]);
  // The step that oopsed was killed.
  expect(run.verdict).toMatchObject({ outcome: 'fail', reason: expect.stringContaining('step 2') });
  expect(run.stdout).toBe('on\n');

  const ignored = await boot(image, ['--ignore-splats', ...faultBoot(fault('warn'))]);
  expect([ignored.status, resultOf(ignored).splats.length]).toEqual([0, 1]);
});

test('what only looks like a splat is none: of user space, whichever way it takes', async () => {
  const text = 'BUG: kernel NULL pointer dereference, address: 0000000000000000';
  const run = await boot(
    image,
    faultBoot(
      `echo '${text}'; echo '${text}' >/dev/kmsg; echo '<0>${text}' >/dev/kmsg`,
      `echo '[    9.000000] ${text}' >/dev/console`,
      `echo '[    9.000000] Kernel panic - not syncing: no' >/dev/console`,
    ),
  );
  expect(run.verdict).toMatchObject({ outcome: 'pass' });
  expect(kernelLog(run)).toMatch(new RegExp(`^user  :emerg : \\[.*\\] ${text}$`, 'm'));
});

test('the log is whole, from the first record on, with levels, whatever the console shows', async () => {
  const run = await boot(image, ['--append', 'quiet loglevel=0', ...faultBoot(fault('levels'), fault('multiline'))]);
  const log = kernelLog(run);
  expect(log.split('\n')[0]).toMatch(/^kern {2}:notice: \[ {4}0\.000000\] Linux version /);
  const names = ['emerg', 'alert', 'crit', 'err', 'warn', 'notice', 'info', 'debug'];
  for (const [level, name] of names.entries()) {
    expect(log).toMatch(
      new RegExp(`^kern {2}:${name.padEnd(6)}: \\[ *\\d+\\.\\d{6}\\] rapido_fault: level ${level}$`, 'm'),
    );
  }
  expect(log).toMatch(/\] rapido_fault: line 1\n.*\] rapido_fault: line 2\n.*\] {3}line 3\n/);
  expect(log).toContain('] rapido_fault: begun, continued, ended\n');
});

test('of records that come faster than they can be sent, those that are lost are counted', async () => {
  const run = await boot(image, faultBoot(fault('flood 30000')));
  const kept = kernelLog(run).match(/rapido_fault: record \d+ of 30000$/gm)?.length ?? 0;
  const { lostRecords } = resultOf(run);
  expect(kept).toBeGreaterThan(1000);
  expect(kept + lostRecords).toBeGreaterThanOrEqual(30000);
  expect(run.verdict.outcome).toBe('pass');
});
