# shellcheck shell=bash
[[ -e /rapido/image.json ]] || { echo "This runs in a Rapido VM only: rapido run fstests-btrfs-zoned" >&2; exit 1; }

# fstests_zoned NAME: makes the zoned block device /dev/NAME, in memory.
fstests_zoned() {
  local directory=/sys/kernel/config/nullb/$1
  local attribute
  mkdir "$directory" || die "the kernel makes no further device of null_blk"
  # In MiB, both; `power` makes the device of what was said before.
  for attribute in "size $(($(numfmt --from=iec "$FSTESTS_NULLB_SIZE") >> 20))" 'zone_size 128' 'zoned 1' 'memory_backed 1' 'power 1'; do
    echo "${attribute#* }" >"$directory/${attribute% *}" || die "the kernel makes no zoned device /dev/$1: $attribute"
  done
}

fstests_begin btrfs
mount_once configfs /sys/kernel/config || die "configfs cannot be mounted"
# The module comes with a nullb0 of its own.
fstests_zoned nullb1
fstests_zoned nullb2
export TEST_DEV=/dev/nullb1 SCRATCH_DEV=/dev/nullb2
export MKFS_OPTIONS=${MKFS_OPTIONS:--d single -m single}
mkfs.btrfs -q -f -d single -m single "$TEST_DEV" >/dev/null || die "mkfs.btrfs fails on TEST_DEV ($TEST_DEV)"
fstests_ready
