import { expect, it } from 'vitest';
import { findSplats } from '../../src/splat/index.js';
import { recordsOf } from './log.js';

const KASAN = `==================================================================
BUG: KASAN: slab-use-after-free in frob_reap+0x2b/0x90
Read of size 8 at addr ffff888104a3c010 by task frobctl/812
CPU: 1 PID: 812 Comm: frobctl Not tainted 6.12.0
Call Trace:
 dump_stack_lvl+0x5d/0x80
 frob_reap+0x2b/0x90
 frob_release+0x14/0x30
Freed by task 812:
 kfree+0x121/0x3a0
 frob_free+0x1/0x2
==================================================================`;
const WARNING = `------------[ cut here ]------------
refcount_t: underflow; use-after-free.
WARNING: CPU: 0 PID: 99 at lib/refcount.c:28 refcount_warn_saturate+0xba/0x110
CPU: 0 PID: 99 Comm: brofctl Not tainted 6.12.0
RIP: 0010:refcount_warn_saturate+0xba/0x110
Call Trace:
 brof_put+0x3a/0x50
 brof_ioctl+0x1/0x2
---[ end trace 0000000000000000 ]---`;
const BOTH = ['KASAN: slab-use-after-free Read in frob_reap', 'WARNING: refcount bug in brof_put'];

const titles = (log: string) => findSplats(recordsOf(log)).map(({ title }) => title);
const by = (caller: string, log: string) => log.split('\n').map((line) => `[${caller}] ${line}`);

it('tells two reports that are printed at once by who prints them', () => {
  const [one, other] = [by('T812', KASAN), by('T99', WARNING)];
  const log = one.flatMap((line, index) => [line, ...(other[index] === undefined ? [] : [other[index]])]);
  const splats = findSplats(recordsOf(log.join('\n')));
  expect(splats.map(({ title }) => title)).toEqual(BOTH);
  expect(splats.map(({ report }) => report.length)).toEqual([one.length, other.length]);
});

it('finds both where nobody says who prints', () => {
  const [one, other] = [KASAN.split('\n'), WARNING.split('\n')];
  const log = one.flatMap((line, index) => [line, ...(other[index] === undefined ? [] : [other[index]])]);
  const found = findSplats(recordsOf(log.join('\n')));
  expect(found.map(({ kind }) => kind)).toEqual(['kasan', 'warning']);
  expect(found[0]?.title).toBe(BOTH[0]);
});

it('finds a report within a report', () => {
  const lines = KASAN.split('\n');
  const splats = findSplats(recordsOf([...lines.slice(0, 6), WARNING, ...lines.slice(6)].join('\n')));
  expect(splats.map(({ title }) => title)).toEqual(BOTH);
  expect(splats[0]?.report).toHaveLength(lines.length);
});

it('finds a warning within a report of lockdep, which has no end of its own', () => {
  const lockdep = `WARNING: possible recursive locking detected
6.12.0-rc3 #7 Not tainted
frobctl/812 is trying to acquire lock:
ffffffffc0a01120 (frob_a){+.+.}-{4:4}, at: frob_first+0x1b/0x60

but task is already holding lock:`;
  const rest = '\nother info that might help us debug this:\nstack backtrace:\nCall Trace:\n frob_ioctl+0x1/0x2';
  expect(titles(`${lockdep}\n${WARNING}\n${rest}`)).toEqual(['possible deadlock in frob_first', BOTH[1]]);
});

it('finds an oops within an oops, and the panic that ends it all belongs to the inner one', () => {
  const outer = `BUG: kernel NULL pointer dereference, address: 0000000000000000
Oops: 0000 [#1] SMP
RIP: 0010:frob_reap+0x2b/0x90
Call Trace:
 frob_release+0x14/0x30
 __fput+0x1/0x2`;
  const inner = `BUG: unable to handle page fault for address: ffffffffdeadbeef
Oops: 0000 [#2] SMP
RIP: 0010:brof_unwind+0x2b/0x90
Call Trace:
 brof_trace+0x14/0x30
---[ end trace 0000000000000000 ]---
Kernel panic - not syncing: Fatal exception in interrupt`;
  expect(findSplats(recordsOf(`${outer}\n${inner}`)).map(({ title, fatal }) => [title, fatal])).toEqual([
    ['BUG: unable to handle kernel NULL pointer dereference in frob_reap', true],
    ['BUG: unable to handle kernel paging request in brof_unwind', true],
  ]);
});

it('gives a stalled CPU its trace, though another caller prints it', () => {
  const log = [
    ...by('C0', 'rcu: INFO: rcu_preempt detected stalls on CPUs/tasks:\nrcu: \t1-...!: (0 ticks this GP)'),
    ...by('C0', 'rcu: \t(detected by 0, t=21002 jiffies, g=93, q=12 ncpus=2)\nSending NMI from CPU 0 to CPUs 1:'),
    ...by('C1', 'NMI backtrace for cpu 1\nCPU: 1 PID: 812 Comm: frobctl Not tainted\nRIP: 0010:frob_spin+0x1/0x2'),
    ...by('C1', 'Call Trace:\n <TASK>\n frob_run+0x1/0x2\n ksys_write+0x1/0x2\n do_syscall_64+0x1/0x2\n </TASK>'),
    ...by('C1', WARNING),
  ];
  expect(titles(log.join('\n'))).toEqual(['INFO: rcu detected stall in frob_run', BOTH[1]]);
});
