# shellcheck shell=bash
# Block devices for xfstests: disks by their serials, and where there is none, zram.

[[ -e /rapido/image.json ]] || { echo "This runs in a Rapido VM only: rapido run fstests-xfs" >&2; exit 1; }

# fstests_devices: TEST_DEV and SCRATCH_DEV, and what else there is a disk for.
fstests_devices() {
  fstests_device TEST_DEV
  fstests_device SCRATCH_DEV
  fstests_extra_devices
}

# fstests_pool COUNT: TEST_DEV, and SCRATCH_DEV_POOL of all disks whose serial begins with SCRATCH_DEV, else of COUNT zram.
fstests_pool() {
  local count=$1 suffix disk
  local pool=()
  fstests_device TEST_DEV
  for suffix in '' {0..15}; do
    disk=$(disk_by_serial "SCRATCH_DEV$suffix") || continue
    fstests_idle "SCRATCH_DEV$suffix" "$disk"
    pool+=("$disk")
  done
  if ((${#pool[@]} == 0)); then
    while ((${#pool[@]} < count)); do
      fstests_zram
      pool+=("$zram")
    done
  fi
  export SCRATCH_DEV_POOL="${pool[*]}"
  fstests_extra_devices
}

# fstests_device NAME: sets and exports the variable NAME.
fstests_device() {
  local name=$1 device zram
  if device=$(disk_by_serial "$name"); then
    fstests_idle "$name" "$device"
  else
    fstests_zram
    device=$zram
  fi
  export "$name=$device"
}

fstests_extra_devices() {
  local name device
  for name in SCRATCH_LOGDEV SCRATCH_RTDEV LOGWRITES_DEV; do
    device=$(disk_by_serial "$name") || continue
    fstests_idle "$name" "$device"
    export "$name=$device"
    # Only then `check` looks at them.
    [[ $name == LOGWRITES_DEV ]] || export USE_EXTERNAL=${USE_EXTERNAL:-yes}
  done
}

# fstests_idle NAME DEVICE: dies where something has the device open.
fstests_idle() {
  local user holder users=()
  while read -r user _; do
    [[ ! $user =~ ^$2(p?[0-9]+)?$ ]] || users+=("mounted")
  done </proc/mounts
  while read -r user _; do
    [[ ! $user =~ ^$2(p?[0-9]+)?$ ]] || users+=("used for swapping")
  done </proc/swaps
  for holder in "/sys/block/${2##*/}/holders/"* "/sys/block/${2##*/}/${2##*/}"*/holders/*; do
    [[ ! -e $holder ]] || users+=("in use by ${holder##*/}")
  done
  ((${#users[@]} == 0)) || die "$1 ($2) is busy: it is ${users[0]}"
}

# fstests_zram: sets `zram` to a device of FSTESTS_ZRAM_SIZE that is not in use yet.
fstests_zram() {
  local number size
  for size in /sys/block/zram*/disksize; do
    [[ -e $size && $(<"$size") == 0 ]] && break
    size=''
  done
  if [[ ! $size ]]; then
    number=$(</sys/class/zram-control/hot_add) || die "the kernel makes no further zram device"
    size=/sys/block/zram$number/disksize
  fi
  printf '%s\n' "$FSTESTS_ZRAM_SIZE" >"$size" || die "the kernel makes no zram device of $FSTESTS_ZRAM_SIZE"
  size=${size%/disksize}
  zram=/dev/${size##*/}
  fstests_warn_of_memory
}

# As zram compresses, more may fit than there is: worth a warning, no more.
fstests_warn_of_memory() {
  local size total=0 memory
  for size in /sys/block/zram*/disksize; do
    total=$((total + $(<"$size")))
  done
  read -r _ memory _ </proc/meminfo
  ((total <= memory * 1024)) || [[ $fstests_warned ]] || {
    fstests_warned=yes
    echo "warning: FSTESTS_ZRAM_SIZE=$FSTESTS_ZRAM_SIZE: the devices are larger than the memory of this VM together" >&2
  }
}
