# shellcheck shell=bash
[[ -e /rapido/image.json ]] || { echo "This runs in a Rapido VM only: rapido run fstests-xfs" >&2; exit 1; }

fstests_begin xfs
fstests_devices
mkfs.xfs -q -f "$TEST_DEV" || die "mkfs.xfs fails on TEST_DEV ($TEST_DEV)"
fstests_ready
