# shellcheck shell=bash
[[ -e /rapido/image.json ]] || { echo "This runs in a Rapido VM only: rapido run fstests-ovl-xfs" >&2; exit 1; }

fstests_begin xfs
fstests_devices
for device in "$TEST_DEV" "$SCRATCH_DEV"; do
  mkfs.xfs -q -f "$device" || die "mkfs.xfs fails on $device"
done
# What `check` has to be called with besides.
export FSTESTS_OPTIONS=-overlay
fstests_ready
