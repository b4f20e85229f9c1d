# shellcheck shell=bash
[[ -e /rapido/image.json ]] || { echo "This runs in a Rapido VM only: rapido run fstests-ntfs3" >&2; exit 1; }

fstests_begin ntfs3
fstests_devices
mkfs.ntfs -q -f -F "$TEST_DEV" || die "mkfs.ntfs fails on TEST_DEV ($TEST_DEV)"
fstests_ready
