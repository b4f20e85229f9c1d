# shellcheck shell=bash
# An autorun may format disks: it must never run on the machine of someone who starts it by mistake.
[[ -e /rapido/image.json ]] || { echo "This runs in a Rapido VM only: rapido run zonefstests-nullblk" >&2; exit 1; }

# shellcheck source=lib/zonefstests.sh
. /usr/lib/zonefs-tests/zonefstests.sh

# 2 GiB in memory, in 64 zones of which the first 10 are conventional (the kernel's Documentation/block/null_blk.rst).
zoned_null_blk() {
  local config=/sys/kernel/config/nullb/nullb0
  modprobe null_blk nr_devices=0 && mount_once configfs /sys/kernel/config && mkdir "$config" || return
  echo 2048 >"$config/size"
  echo 512 >"$config/blocksize"
  echo 1 >"$config/memory_backed"
  echo 1 >"$config/zoned"
  echo 32 >"$config/zone_size"
  echo 10 >"$config/zone_nr_conv"
  echo 1 >"$config/power"
}

zoned_null_blk || die "The kernel makes no zoned null_blk device."
set_up_zonefs_tests /dev/nullb0
