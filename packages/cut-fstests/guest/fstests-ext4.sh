# shellcheck shell=bash
[[ -e /rapido/image.json ]] || { echo "This runs in a Rapido VM only: rapido run fstests-ext4" >&2; exit 1; }

fstests_begin ext4
fstests_devices
mkfs.ext4 -q -F "$TEST_DEV" || die "mkfs.ext4 fails on TEST_DEV ($TEST_DEV)"
fstests_ready
