# shellcheck shell=bash
# What the autoruns of all cuts of xfstests share.

# An autorun formats disks: it must never run on the machine of someone who starts it by mistake.
[[ -e /rapido/image.json ]] || { echo "This runs in a Rapido VM only: rapido run fstests-xfs" >&2; exit 1; }

# fstests_begin FSTYP: what every file system needs, before its devices.
fstests_begin() {
  export FSTYP=$1 TEST_DIR=/mnt/test SCRATCH_MNT=/mnt/scratch RESULT_BASE=/var/lib/fstests
  # Without this file `check` goes by its environment alone.
  export HOST_OPTIONS=/etc/fstests/local.config
  [[ ! -s /etc/fstests/notes ]] || cat /etc/fstests/notes >&2
  mkdir -p "$TEST_DIR" "$SCRATCH_MNT" "$RESULT_BASE"
  # Some tests are clients of servers of their own.
  ip link set lo up
  [[ -s /etc/hosts ]] || printf '%s localhost\n' 127.0.0.1 ::1 >/etc/hosts
  # Device mapper's and loop devices come and go while tests wait for udev to have seen them.
  SYSTEMD_LOG_LEVEL=warning PATH=$PATH:/usr/lib/systemd:/lib/systemd systemd-udevd --daemon || die "udev cannot be started"
}

# fstests_ready: TEST_DEV is there, with a file system.
fstests_ready() {
  # Options are words here as they are for `check`.
  # shellcheck disable=SC2086,SC2153
  mount -t "$FSTYP" $TEST_FS_MOUNT_OPTS "$TEST_DEV" "$TEST_DIR" || die "TEST_DEV ($TEST_DEV) cannot be mounted"
  chmod 0777 "$TEST_DIR"
  # A configuration may have other options, which `check` mounts with.
  [[ ! -e $HOST_OPTIONS ]] || umount "$TEST_DIR" || die "TEST_DEV ($TEST_DEV) cannot be unmounted"
  cd "$FSTESTS_SRC" || die "there is no $FSTESTS_SRC in this image"
  fstests_old_command
}

# fstests_old_command: of FSTESTS_AUTORUN_CMD a plain `./check`, the VM's end behind it or not, stands for its words; anything else is
# run here.
fstests_old_command() {
  # shellcheck disable=SC2016
  local check='^[[:space:]]*\./check([^;&|<>$()`]*)((&&|;)[[:space:]]*(shutdown|poweroff|halt)[[:space:]]*)?$'
  if [[ $FSTESTS_AUTORUN_CMD =~ $check ]]; then
    # A blank at least, as no words are all tests.
    export FSTESTS_DEFAULT=" ${BASH_REMATCH[1]}"
  elif [[ $FSTESTS_AUTORUN_CMD ]]; then
    eval "$FSTESTS_AUTORUN_CMD"
  fi
}
