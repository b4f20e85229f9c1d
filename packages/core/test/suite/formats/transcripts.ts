/** What suites print, by hand. */
export const XFSTESTS = `FSTYP         -- xfs (non-debug)
PLATFORM      -- Linux/x86_64 box 6.1.0-test #1 SMP
MKFS_OPTIONS  -- -f /dev/zram1
MOUNT_OPTIONS -- /dev/zram1 /mnt/scratch

generic/001        3s
generic/002 4s ...  5s
generic/003       [not run] this needs a log device
generic/004       - output mismatch (see /results/generic/004.out.bad)
    --- tests/generic/004.out\t2026-01-01 00:00:00.000000000 +0000
    +++ /results/generic/004.out.bad\t2026-01-01 00:00:01.000000000 +0000
    @@ -1,2 +1,2 @@
     Output of 004
    -_expected: one
    +[failed, exit status 9]
    ...
    (Run 'diff -u tests/generic/004.out /results/generic/004.out.bad'  to see the entire diff)

A hint: a patch may be missing.
generic/005 12s ... [failed, exit status 1]- output mismatch (see /results/generic/005.out.bad)
    --- tests/generic/005.out
    +++ /results/generic/005.out.bad
generic/006       _check_dmesg: something found in dmesg (see /results/generic/006.dmesg)

generic/007       _check_generic_filesystem: filesystem on /dev/zram0 is inconsistent
(see /results/generic/007.full for details)
Trying to repair broken TEST_DEV file system

generic/008        [expunged]
generic/009-a-name       [dumped core]
generic/010       no qualified output
generic/1011       something else is wrong

xfs/012 - unknown test, ignored
xfs/013            0s
Ran: generic/001 generic/002 generic/003 generic/004
Not run: generic/003
Failures: generic/004 generic/005
Failed 2 of 9 tests

`;

export const BLKTESTS = `block/001 (stress something (a lot))                        
    runtime  1.234s  ...
block/001 (stress something (a lot))                         [passed]
    runtime  1.234s  ...  1.5s
block/002 (it cannot be done)                               
block/002 (it cannot be done)                                [not run]
    runtime    ...  0.010s
    driver nothing is not there
    kernel option NOTHING has not been enabled
nvme/003 (tr=loop bd=file) (a connection (twice))           
nvme/003 (tr=loop bd=file) (a connection (twice))            [failed]
    iops     ...  1234
    runtime  ...  2.25s
    --- tests/nvme/003.out\t2026-01-01 00:00:00.000000000 +0000
    +++ /results/nodev_tr_loop/nvme/003.out.bad\t2026-01-01 00:00:00.000000000 +0000
    @@ -1,2 +1,1 @@
     Running nvme/003
    -Test complete
    ...
    (Run 'diff -u tests/nvme/003.out /results/nvme/003.out.bad' to see the entire diff)
nvme/004 => nvme0n1 (tr=tcp) (with a device)                
nvme/004 => nvme0n1 (tr=tcp) (with a device)                 [failed]
    runtime    ...  3s
    something found in dmesg:
    [   12.345678] run blktests nvme/004 at 2026-01-01 00:00:00
    [   13.000000] WARNING: CPU: 0 PID: 1 at f.c:1
scsi/005 => sda sdb (on an array)                           
scsi/005 => sda sdb (on an array)                            [failed]
    runtime    ...  0.5s
    exited with status 1
srp/***                                                      [not run]
    no such module
zbd/*** => nullb0                                            [not run]
    not zoned
meta/001 (dies)                                             
`;

export const TAP = `TAP version 14
1..8
ok 1 - plain
not ok 2 - broken # not a directive
  ---
  message: it is not so
  duration_ms: 1500.5
  nested:
    ok: 1
  ...
# and a remark
ok 3 - \\# skipped # SKIP no hardware
not ok 4 - later # TODO write it
# Subtest: whole
    1..2
    ok 1 - one
    not ok 2 - two
    # why
not ok 5 - whole
    ok 1 - early
    ok 2 - early
ok 6 - named afterwards
ok
ok 8 # skip
Bail out! no more
`;

export const KTAP = `TAP version 13
1..3
# selftests: net: a.sh
# some output
# TAP version 13
# 1..3
# # reading
# ok 1 first
# not ok 2 second
# # Totals: pass:1 fail:1
# ok 3 third # XFAIL known
not ok 1 selftests: net: a.sh # exit=1
# selftests: net: b.sh
#
ok 2 selftests: net: b.sh # SKIP
# selftests: net: c.sh
not ok 3 selftests: net: c.sh # TIMEOUT 45 seconds
`;

export const KUNIT = `[    1.000000] KTAP version 1
[    1.000001] 1..2
[    1.000002]     KTAP version 1
[    1.000003]     # Subtest: example
[    1.000004]     1..3
[    1.000005]     ok 1 simple
[    1.000006]         KTAP version 1
[    1.000007]         # Subtest: parameters
[    1.000008]         ok 1 value 3
[    1.000009]         ok 2 value 4 # SKIP not here
[    1.000010]     ok 2 parameters
[    1.000011] pci 0000:00:01.0: something else
[    1.000012]     # broken: EXPECTATION FAILED at f.c:3
[    1.000013]     not ok 3 broken
[    1.000014] # example: pass:1 fail:1
[    1.000015] not ok 1 example
[    1.000016] ok 2 alone
`;
