# shellcheck shell=bash
# A file system of the VM's own that a server shares.

# share_local TYPE MKFS [ARG...]: makes it on the disk with the serial SHARE, else in memory, and mounts it at /srv/share, which is
# CIFS_USER's, whose account is there already.
share_local() {
  local type=$1 device
  shift
  device=$(disk_by_serial SHARE || share_zram) || die "There is no device for the share."
  "$@" "$device" >/run/mkfs.log 2>&1 || die "$1 fails on $device: $(</run/mkfs.log)"
  mkdir -p /srv/share
  mount -t "$type" "$device" /srv/share || die "$device cannot be mounted as $type."
  chown -- "$CIFS_USER" /srv/share || die "$CIFS_USER cannot become the owner of the share."
}

# share_zram: prints a new device in memory of SHARE_ZRAM_SIZE bytes, as /dev/zram1.
share_zram() {
  local number
  if [[ -e /sys/block/zram0/disksize && $(</sys/block/zram0/disksize) == 0 ]]; then
    number=0
  else
    number=$(</sys/class/zram-control/hot_add) || return
  fi
  printf '%s\n' "$SHARE_ZRAM_SIZE" >"/sys/block/zram$number/disksize" && printf '/dev/zram%s\n' "$number"
}
