# shellcheck shell=bash
[[ -e /rapido/image.json ]] || { echo "This runs in a Rapido VM only: rapido run fstests-bcachefs" >&2; exit 1; }

fstests_begin bcachefs
fstests_pool 5
mkfs.bcachefs -q -f "$TEST_DEV" || die "mkfs.bcachefs fails on TEST_DEV ($TEST_DEV)"
fstests_ready
