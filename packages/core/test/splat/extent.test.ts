import { describe, expect, it } from 'vitest';
import { findSplats } from '../../src/splat/index.js';
import { recordsOf } from './log.js';

const WARNING = `------------[ cut here ]------------
WARNING: CPU: 0 PID: 7 at drivers/frob/core.c:1 frob_warn+0x1/0x2
CPU: 0 PID: 7 Comm: frobctl Not tainted 6.1.0
Call Trace:
 frob_warn+0x1/0x2
 frob_ioctl+0x1/0x2`;
const OOPS = `BUG: kernel NULL pointer dereference, address: 0000000000000000
Oops: 0000 [#1] SMP
CPU: 0 PID: 7 Comm: frobctl Not tainted 6.1.0
RIP: 0010:frob_oops+0x1/0x2
Call Trace:
 frob_ioctl+0x1/0x2
 __x64_sys_ioctl+0x1/0x2
---[ end trace 0000000000000000 ]---`;

const brief = (log: string) => findSplats(recordsOf(log)).map(({ kind, title, fatal }) => [kind, title, fatal]);

describe('a panic that a report ends in', () => {
  it('belongs to the oops before it, as do its registers printed once more', () => {
    const log = `${OOPS}
RIP: 0010:frob_oops+0x1/0x2
RSP: 0018:ffffc90000a8fd50 EFLAGS: 00010246
Kernel panic - not syncing: Fatal exception
Kernel Offset: disabled
---[ end Kernel panic - not syncing: Fatal exception ]---`;
    const splats = findSplats(recordsOf(log));
    expect(splats).toMatchObject([
      { kind: 'oops', title: 'BUG: unable to handle kernel NULL pointer dereference in frob_oops', fatal: true },
    ]);
    expect(splats[0]?.report).toHaveLength(log.split('\n').length);
  });

  it('belongs to the oops that killed init', () => {
    const log = `${OOPS}\nKernel panic - not syncing: Attempted to kill init! exitcode=0x00000009`;
    expect(brief(log)).toHaveLength(1);
  });

  it.each([
    ['warning', `${WARNING}\nKernel panic - not syncing: panic_on_warn set ...`],
    ['warning', `${WARNING}\nKernel panic - not syncing: kernel: panic_on_warn set ...`],
    [
      'kasan',
      `${'='.repeat(66)}\nBUG: KASAN: slab-out-of-bounds in frob_get+0x1/0x2\nRead of size 1 at addr ffff88800\nCall Trace:\n frob_get+0x1/0x2\n f+0x1/0x2\n${'='.repeat(66)}\nDisabling lock debugging due to kernel taint\nKernel panic - not syncing: KASAN: panic_on_warn set ...`,
    ],
    [
      'hung-task',
      'INFO: task frobctl:812 blocked for more than 120 seconds.\ntask:frobctl state:D stack:0\nCall Trace:\n schedule+0x1/0x2\n frob_wait+0x1/0x2\nKernel panic - not syncing: hung_task: blocked tasks',
    ],
    [
      'lockup',
      'watchdog: BUG: soft lockup - CPU#1 stuck for 26s! [frobctl:812]\nRIP: 0010:frob_spin+0x1/0x2\nCall Trace:\n frob_spin+0x1/0x2\nKernel panic - not syncing: softlockup: hung tasks',
    ],
  ])('makes a %s fatal', (kind, log) => {
    expect(findSplats(recordsOf(log))).toMatchObject([{ kind, fatal: true }]);
    expect(findSplats(recordsOf(log.replace(/\nKernel panic.*$/, '')))).toMatchObject([{ kind, fatal: false }]);
  });

  it('is one of its own when it has nothing to do with what came before', () => {
    expect(brief(`${WARNING}\n---[ end trace 0 ]---\nKernel panic - not syncing: frob is broken`)).toEqual([
      ['warning', 'WARNING in frob_warn', false],
      ['panic', 'kernel panic: frob is broken', true],
    ]);
    expect(
      brief(
        'BUG: Bad rss-counter state mm:0 idx:1 val:1\nKernel panic - not syncing: Attempted to kill init! exitcode=0x00000100',
      ),
    ).toEqual([
      ['bug', 'BUG: Bad rss-counter state', false],
      ['panic', 'kernel panic: Attempted to kill init!', true],
    ]);
  });
});

describe('a report without an end', () => {
  it('is over after a silence', () => {
    const [first, second] = [recordsOf(WARNING), recordsOf('frob: hello\nfrob: again', { start: 60 })];
    const behind = second.map((record) => ({ ...record, sequence: record.sequence + first.length }));
    const [splat] = findSplats([...first, ...behind]);
    expect(splat?.report.at(-1)).toContain('frob_ioctl');
    expect(splat?.report).toHaveLength(6);
  });

  it('is over after some lines of something else, and has none of them', () => {
    const chatter = Array.from({ length: 100 }, (_, index) => `usb 1-1: event ${index}`).join('\n');
    const splats = findSplats(recordsOf(`${WARNING}\n${chatter}\n${OOPS}`));
    expect(splats.map(({ kind, report }) => [kind, report.length])).toEqual([
      ['warning', 6],
      ['oops', 8],
    ]);
  });

  it('goes on after a line of something else', () => {
    const log = WARNING.replace('\nCall Trace:', '\nusb 1-1: new device\nCall Trace:');
    expect(findSplats(recordsOf(`${log}\n---[ end trace 0 ]---`))[0]?.report).toHaveLength(8);
  });

  it('is bounded, whatever comes', () => {
    const frames = Array.from({ length: 10_000 }, (_, index) => ` frob_${index}+0x1/0x2`).join('\n');
    const [splat] = findSplats(recordsOf(`${WARNING}\n${frames}`, { step: 0.000_01 }));
    expect(splat?.report.length).toBeLessThan(2500);
  });

  it('is over when the next of its kind begins', () => {
    const task = (name: string) =>
      `INFO: task ${name}:812 blocked for more than 120 seconds.\n      Not tainted 6.12.0\ntask:${name} state:D stack:0\nCall Trace:\n schedule+0x1/0x2\n ${name}_wait+0x1/0x2`;
    expect(brief(`${task('frob')}\n${task('brof')}`)).toEqual([
      ['hung-task', 'INFO: task hung in frob_wait', false],
      ['hung-task', 'INFO: task hung in brof_wait', false],
    ]);
  });
});

it('has the silence between the CPUs of a stall', () => {
  const head = recordsOf(
    'rcu: INFO: rcu_preempt detected stalls on CPUs/tasks:\nrcu: \t1-...!: (0 ticks this GP)\nSending NMI from CPU 0 to CPUs 1:',
  );
  const tail = recordsOf('NMI backtrace for cpu 1\nRIP: 0010:frob_spin+0x1/0x2\nCall Trace:\n frob_run+0x1/0x2', {
    start: 11,
  }).map((record) => ({ ...record, sequence: record.sequence + 3 }));
  expect(findSplats([...head, ...tail])).toMatchObject([{ title: 'INFO: rcu detected stall in frob_run' }]);
});

it('takes one report of several leaks for each, and counts them only where there is none', () => {
  const leak = (name: string) =>
    `kmemleak: unreferenced object 0xffff888104a3c000 (size 64):\nkmemleak:   comm "frobctl", pid 812\nkmemleak:   backtrace (crc 0):\nkmemleak:     kmalloc_trace+0x1/0x2\nkmemleak:     ${name}+0x1/0x2`;
  const sum = 'kmemleak: 2 new suspected memory leaks (see /sys/kernel/debug/kmemleak)';
  expect(brief(`${leak('frob_a')}\n${leak('frob_b')}\n${sum}`)).toEqual([
    ['kmemleak', 'memory leak in frob_a', false],
    ['kmemleak', 'memory leak in frob_b', false],
  ]);
  expect(brief(sum)).toEqual([['kmemleak', 'memory leak', false]]);
});
