import { expect, it } from 'vitest';
import { findSplats } from '../../src/splat/index.js';
import { recordsOf } from './log.js';

/** What healthy kernels, and drivers with much to say, print. */
const HARMLESS = `
Warning: unable to open an initial console.
WARNING: Support for this CPU is deprecated, it will be removed
WARNING: The frob mount option has been deprecated and
WARNING: Unmaintained driver is detected: frob
warning: 'frobctl' uses wireless extensions which will stop working for Wi-Fi 7 hardware
Spectre V2 : WARNING: Unprivileged eBPF is enabled with eIBRS on, data leaks possible via Spectre v2 BHB attacks!
x86/cpu: SGX disabled. WARNING: see the manual
XFS (vdb): WARNING: Reset corrupted AGFL on AG 0. 1 blocks leaked. Please unmount and run xfs_repair.
EXT4-fs (vdb): INFO: recovery required on readonly filesystem
frob: ignoring BUG: it is not ours
frob 0000:00:04.0: BUG: hardware lies about its revision
frob: bug in firmware, please report
DEBUG: frob_open+0x10/0x20 called
frob: error: [#1] of 4 lanes is down
frob: Oops, try again
frob: kernel BUG at work
Running RCU self tests
rcu: RCU calculated value of scheduler-enlistment delay is 25 jiffies.
rcu: Hierarchical RCU implementation.
rcu: INFO: Stall ended before state dump start
RCU Tasks: Setting shift to 1 and lim to 1 rcu_task_cb_adjust=1.
kasan: KernelAddressSanitizer initialized (generic)
kmemleak: Kernel memory leak detector initialized (mem pool available: 15679)
kmemleak: Automatic memory scanning thread started
kmemleak: 0 new suspected memory leaks (see /sys/kernel/debug/kmemleak)
kfence: initialized - using 2097152 bytes for 255 objects at 0x(____ptrval____)-0x(____ptrval____)
Starting KernelThreadSanitizer
UBSAN: bounds checking is on
Lockdep debugging: ... MAX_LOCKDEP_SUBCLASSES:  8
Lock dependency validator: Copyright (c) 2006 Red Hat, Inc., Ingo Molnar
 memory used by lock dependency info: 6365 kB
random: crng init done
clocksource: timekeeping watchdog on CPU0: Marking clocksource 'tsc' as unstable because the skew is too large:
hrtimer: interrupt took 4019471 ns
INFO: NMI handler (perf_event_nmi_handler) took too long to run: 1.356 msecs
perf: interrupt took too long (3985 > 3976), lowering kernel.perf_event_max_sample_rate to 50000
NMI watchdog: Enabled. Permanently consumes one hw-PMU counter.
NMI watchdog: Perf NMI watchdog permanently disabled
watchdog: Delayed init of the lockup detector failed: -19
workqueue: frob_work hogged CPU for >10000us 4 times, consider switching to WQ_UNBOUND
frobctl[812]: segfault at 10 ip 000055d5c8a3f1a9 sp 00007ffd3c7d3c50 error 4 in frobctl[55d5c8a3f000+1000]
Code: 48 89 e5 48 c7 45 f8 00 00 00 00 48 8b 45 f8 <8b> 00 89 c6
traps: frobctl[813] general protection fault ip:7f3a5d0c1a2b sp:7ffe1c2d3e40 error:0 in libc.so.6[7f3a5d028000+175000]
traps: frobctl[814] trap invalid opcode ip:55a0b8d5c139 sp:7ffd15fb5a70 error:0
traps: frobctl[815] trap divide error ip:55a0b8d5c139 sp:7ffd15fb5a70 error:0 in frobctl[55a0b8d5c000+1000]
Kernel command line: panic=-1 panic_on_warn=1 oops=panic BUG=1
sysrq: Show Blocked State
task:frobctl         state:D stack:0     pid:812   tgid:812   ppid:1      flags:0x00004002
Call Trace:
 <TASK>
 __schedule+0x3d8/0x1470
 frob_wait+0x2d/0x60 [frob]
 </TASK>
sysrq: Show backtrace of all active CPUs
NMI backtrace for cpu 0
CPU: 0 PID: 1 Comm: init Not tainted 6.12.0-rc3 #7
RIP: 0010:default_idle+0xf/0x20
INFO: lockdep is turned off.
======================================================
WARNING: the frob mount option is being deprecated and
         will be removed in v9.9!
======================================================
------------[ cut here ]------------
FAULT_INJECTION: forcing a failure.
name failslab, interval 1, probability 0, space 0, times 0
CPU: 1 PID: 812 Comm: frobctl Not tainted 6.12.0-rc3 #7
Call Trace:
 <TASK>
 dump_stack_lvl+0x5d/0x80
 should_fail_ex.cold+0x46/0x5b
 </TASK>
Modules linked in: frob(OE) zram
frob: loading out-of-tree module taints kernel.
reboot: Power down`;

it.each(HARMLESS.split('\n').filter((line) => line !== ''))('is silent about: %s', (line) => {
  expect(findSplats(recordsOf(line))).toEqual([]);
});

it('is silent about all of it', () => {
  expect(findSplats(recordsOf(HARMLESS))).toEqual([]);
});

it('is silent about an old log that a program prints', () => {
  const records = recordsOf('BUG: kernel NULL pointer dereference, address: 0\nOops: 0000 [#1] SMP');
  expect(findSplats(records.map((record) => ({ ...record, facility: 1 })))).toEqual([]);
  expect(findSplats(records)).toHaveLength(1);
});
