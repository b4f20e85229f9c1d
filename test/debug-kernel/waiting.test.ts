import { beforeAll, expect, test } from 'vitest';
import { fault } from '../verdict/faults.js';
import { bootDebug, cutDebugImage, type DebugImage, resultOf, splatsOf } from './debug.js';

let debug: DebugImage;

beforeAll(async () => {
  debug = await cutDebugImage();
});

test.each([
  ['deadlock', 'possible deadlock in rapido_fault_deadlock'],
  ['recursive', 'possible deadlock in rapido_fault_recursive'],
  ['irq-lock', 'inconsistent lock state in rapido_fault_irq_lock'],
])('lockdep reports once, and then proves nothing: %s', async (name, title) => {
  const run = await bootDebug(debug, [], fault(name), 'echo on');
  expect([run.status, run.stdout]).toEqual([100, 'on\n']);
  expect(splatsOf(run)).toEqual([`1 lockdep ${title}`]);
  expect(resultOf(run).distrust).toMatch(/^lockdep has turned itself off/);
});

test('a task that hangs is told of while the VM goes on', async () => {
  const run = await bootDebug(
    debug,
    [],
    'cd /proc/sys/kernel; echo 2 >hung_task_timeout_secs; echo 1 >hung_task_warnings',
    `(${fault('block')}) & until [[ $(dmesg) == *'blocked for more than'* ]]; do sleep 0.2; done`,
  );
  expect(run.status).toBe(100);
  expect(splatsOf(run)).toEqual(['2 hung-task INFO: task hung in rapido_fault_block']);
});

// With all messages on its console: its start is silent for longer than that otherwise.
test('where a CPU spins is found', async () => {
  const flags = ['--cpus', '1', '--hang-timeout', '20s', '--append', 'ignore_loglevel'];
  const run = await bootDebug(debug, flags, fault('spin'));
  expect([run.status, run.verdict.reason]).toEqual([102, expect.stringContaining(' in step 1 ')]);
  // What cpu_relax() calls with KASAN or lockdep has a name as well.
  expect(resultOf(run).examination?.cpus).toEqual([expect.stringMatching(/^CPU#0 in \w+$/)]);
  expect(resultOf(run).splats).toEqual([]);
});
