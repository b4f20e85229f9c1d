# shellcheck shell=bash
[[ -e /rapido/image.json ]] || { echo "This runs in a Rapido VM only: rapido run fstests-exfat" >&2; exit 1; }

fstests_begin exfat
fstests_devices
mkfs.exfat "$TEST_DEV" >/dev/null || die "mkfs.exfat fails on TEST_DEV ($TEST_DEV)"
fstests_ready
