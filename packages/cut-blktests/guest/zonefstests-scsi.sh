# shellcheck shell=bash
# An autorun may format disks: it must never run on the machine of someone who starts it by mistake.
[[ -e /rapido/image.json ]] || { echo "This runs in a Rapido VM only: rapido run zonefstests-scsi" >&2; exit 1; }

# shellcheck source=lib/zonefstests.sh
. /usr/lib/zonefs-tests/zonefstests.sh

# scsi_disk: prints the disk that scsi_debug has made, as /dev/sda.
scsi_disk() {
  local disk=(/sys/bus/pseudo/drivers/scsi_debug/adapter*/host*/target*/*/block/*)
  [[ -e ${disk[0]} && -b /dev/${disk[0]##*/} ]] && printf '/dev/%s\n' "${disk[0]##*/}"
}

# 2 GiB in memory, in 64 zones of which the first 10 are conventional.
modprobe -a sd_mod 2>/dev/null
modprobe scsi_debug zbc=host-managed dev_size_mb=2048 zone_size_mb=32 zone_nr_conv=10 sector_size=512 delay=0 max_luns=1 ||
  die "The kernel makes no host-managed disk of scsi_debug."
mount_once configfs /sys/kernel/config || die "The kernel has no configfs."
wait_for 30 scsi_disk >/dev/null || die "The disk of scsi_debug does not come."
set_up_zonefs_tests "$(scsi_disk)"
