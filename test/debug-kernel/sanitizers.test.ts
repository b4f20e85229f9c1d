import { beforeAll, expect, test } from 'vitest';
import { fault } from '../verdict/faults.js';
import { bootDebug, bundleFile, crash, cutDebugImage, type DebugImage, resultOf, splatsOf } from './debug.js';

let debug: DebugImage;

beforeAll(async () => {
  debug = await cutDebugImage();
});

// Lockdep first: it turns itself off with the first report of KASAN.
test('what KASAN, UBSAN and others find, each with its step, decoded to files and lines', async () => {
  const faults = ['warn', 'might-sleep', 'rcu', 'uaf', 'oob', 'double-free', 'ubsan', 'ubsan-bounds'].map(fault);
  const run = await bootDebug(debug, ['--append', 'kasan_multi_shot', '--keep-going'], ...faults, 'echo on');
  expect([run.status, run.stdout]).toEqual([100, 'on\n']);
  expect(splatsOf(run)).toEqual([
    '1 warning WARNING in rapido_fault_warn',
    '2 atomic-sleep BUG: sleeping function called from invalid context in rapido_fault_might_sleep',
    '3 lockdep WARNING: suspicious RCU usage in rapido_fault_rcu',
    '4 kasan KASAN: use-after-free Read in rapido_fault_uaf',
    '5 kasan KASAN: slab-out-of-bounds Read in rapido_fault_oob',
    '6 kasan KASAN: double-free in rapido_fault_double_free',
    '7 ubsan UBSAN: shift-out-of-bounds in rapido_fault_ubsan',
    '8 ubsan UBSAN: array-index-out-of-bounds in rapido_fault_ubsan_bounds',
  ]);
  expect(resultOf(run).distrust).toMatch(/^lockdep has turned itself off/);
  expect(bundleFile(run, 'splat-1.txt')).toMatch(/\bparam_attr_store \(kernel\/params\.c:\d+/);
});

test('memory that nothing points to any more is found before the VM is powered off', async () => {
  const run = await bootDebug(debug, [], fault('leak'));
  expect(run.status).toBe(100);
  expect(new Set(splatsOf(run))).toEqual(new Set(['1 kmemleak memory leak in rapido_fault_leak']));
});

test("crashes of the kernel's own test module, decoded in its source too; the BUG among them ends the run", async () => {
  const types = ['REFCOUNT_INC_ZERO', 'CORRUPT_LIST_ADD', 'WARNING', 'WRITE_AFTER_FREE', 'BUG'];
  const run = await bootDebug(debug, ['--keep-going'], 'modprobe lkdtm', ...types.map(crash));
  expect(run.status).toBe(101);
  expect(splatsOf(run)).toEqual([
    '2 warning WARNING: refcount bug in lkdtm_REFCOUNT_INC_ZERO',
    '3 warning BUG: corrupted list in lkdtm_CORRUPT_LIST_ADD',
    '4 warning WARNING in lkdtm_WARNING',
    '5 kasan KASAN: use-after-free Write in lkdtm_WRITE_AFTER_FREE',
    '6 oops! kernel BUG in lkdtm_BUG',
  ]);
  expect(bundleFile(run, 'splat-1.txt')).toMatch(/\blkdtm_REFCOUNT_INC_ZERO \(drivers\/misc\/lkdtm\/refcount\.c:\d+/);
});

test.each([
  ['null', 'BUG: unable to handle kernel NULL pointer dereference in rapido_fault_null'],
  ['gpf', 'general protection fault in rapido_fault_gpf'],
])('with KASAN in front of it, too, a bad access is one that is fatal: %s', async (name, title) => {
  const run = await bootDebug(debug, [], fault(name));
  expect(run.status).toBe(101);
  expect(splatsOf(run).filter((splat) => splat.includes('!'))).toEqual([`1 oops! ${title}`]);
});
