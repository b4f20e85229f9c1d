# shellcheck shell=bash
# What the autoruns of all blktests cuts do. Sourced.
# shellcheck source=udev.sh
. /usr/lib/blktests/udev.sh

# Files of results and, as `check` makes its temporary ones there, images that tests attach as devices.
export BLKTESTS_RESULTS=/var/lib/blktests

# set_up_blktests [DEVICE...]: gets all ready for `check` on the first DEVICE, and on all of them where a test takes several; the
# shell is in the tree then.
set_up_blktests() {
  start_udev || die "udev does not start."
  mount_once configfs /sys/kernel/config || die "The kernel has no configfs."
  # Targets of NVMe and SRP over the network are on this machine.
  ip link set lo up
  make_results || die "No file system for $BLKTESTS_RESULTS."
  cd "$BLKTESTS_SRC" || die "The tree of blktests is not in the image."
  configure "$@"
  old_command
}

# set_up_disks: the same on the disks that there are for tests.
set_up_disks() {
  local devices
  mapfile -t devices < <(test_disks)
  ((${#devices[@]})) || die "There is no disk with the serial TEST_DEV."
  set_up_blktests "${devices[@]}"
}

# old_command: of BLKTESTS_AUTORUN_CMD a plain `./check`, the VM's end behind it or not, stands for its words; anything else is run
# here.
old_command() {
  # shellcheck disable=SC2016
  local check='^[[:space:]]*\./check([^;&|<>$()`]*)((&&|;)[[:space:]]*(shutdown|poweroff|halt)[[:space:]]*)?$'
  if [[ ${BLKTESTS_AUTORUN_CMD-} =~ $check ]]; then
    export BLKTESTS_DEFAULT=${BASH_REMATCH[1]}
  elif [[ ${BLKTESTS_AUTORUN_CMD-} ]]; then
    eval "$BLKTESTS_AUTORUN_CMD"
  fi
}

# test_disks: prints the disks that are there for tests, that of the serial TEST_DEV first.
test_disks() {
  local serial
  for serial in TEST_DEV TEST_DEV2 TEST_DEV3 TEST_DEV4; do disk_by_serial "$serial"; done
}

# zram_device SIZE: prints a new one, as /dev/zram0.
zram_device() {
  local number
  [[ -e /sys/class/zram-control ]] || modprobe zram num_devices=0 2>/dev/null || modprobe zram || return
  # One that is there already and not in use: a zram that is built in, or before Linux 4.2, comes with one.
  if [[ -e /sys/block/zram0 && $(</sys/block/zram0/disksize) == 0 ]]; then
    number=0
  else
    number=$(</sys/class/zram-control/hot_add) || return
  fi
  echo "$1" >"/sys/block/zram$number/disksize" && printf '/dev/zram%s\n' "$number"
}

# Not on the root: of a loop device or an NVMe target on tmpfs no direct I/O is possible before Linux 6.6.
make_results() {
  local device
  mkdir -p "$BLKTESTS_RESULTS"
  device=$(zram_device 2G) && mkfs.ext4 -q -F -N 16384 -E nodiscard "$device" &&
    mount -t ext4 -o noinit_itable "$device" "$BLKTESTS_RESULTS" && chmod 1777 "$BLKTESTS_RESULTS"
}

# configure [DEVICE...]: makes the tree's `config` of the user's and of the devices, so that a plain `./check` has them too.
configure() {
  local user=/etc/blktests/config
  mkdir -p /etc/blktests
  [[ -e $user || ! -e config ]] || cp config "$user"
  {
    [[ ! -e $user ]] || printf '. %s\n' "$user"
    printf 'TEST_DEVS=(%s)\n' "${1-}"
    several_devices "$@"
    cat /usr/lib/blktests/config
  } >config.rapido
  mv config.rapido config
}

# several_devices [DEVICE...]: for the tests that take several; a key is a test's name, or a regular expression.
several_devices() {
  if (($# > 1)); then
    printf 'TEST_CASE_DEV_ARRAY=([.*]="%s")\n' "$*"
  else
    echo 'TEST_CASE_DEV_ARRAY=()'
  fi
}
