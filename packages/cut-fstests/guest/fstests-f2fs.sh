# shellcheck shell=bash
[[ -e /rapido/image.json ]] || { echo "This runs in a Rapido VM only: rapido run fstests-f2fs" >&2; exit 1; }

fstests_begin f2fs
fstests_devices
mkfs.f2fs -q -f "$TEST_DEV" || die "mkfs.f2fs fails on TEST_DEV ($TEST_DEV)"
fstests_ready
