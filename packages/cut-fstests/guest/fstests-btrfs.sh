# shellcheck shell=bash
[[ -e /rapido/image.json ]] || { echo "This runs in a Rapido VM only: rapido run fstests-btrfs" >&2; exit 1; }

fstests_begin btrfs
fstests_pool 5
mkfs.btrfs -q -f "$TEST_DEV" >/dev/null || die "mkfs.btrfs fails on TEST_DEV ($TEST_DEV)"
fstests_ready
