# shellcheck shell=bash
[[ -e /rapido/image.json ]] || { echo "This runs in a Rapido VM only: rapido run fstests-cephfs" >&2; exit 1; }

# shellcheck source=../../ceph/guest/lib/cephfs.sh
. /usr/lib/rapido-ceph/cephfs.sh

# cephfs_directories DIRECTORY: makes what becomes TEST_DEV and SCRATCH_DEV, below CEPH_FS_PATH.
cephfs_directories() {
  local top=/run/cephfs
  cephfs-mount "$top" || die "fstests-cephfs: there is no CephFS"
  mkdir -p "$top/$1"/{test,scratch} || die "$1 cannot be made in CephFS below ${CEPH_FS_PATH:-/}"
  cephfs_free "$top/$1"/{test,scratch}
  cephfs-umount "$top" || die "CephFS cannot be unmounted from $top"
}

# cephfs_free DIRECTORY...: a VM that died with the directories mounted has a session still, for which the metadata server waits
# before it lets anyone else change them.
cephfs_free() {
  local job
  { chmod 0775 "$@" && chmod 0777 "$@"; } &
  job=$!
  wait_for 3 cephfs_ended "$job" || {
    echo "Waiting for the metadata server to give up a client that has not said goodbye, as a VM that has crashed ..." >&2
    wait_for 180 cephfs_ended "$job" || die "The metadata server does not let go of $*: ceph tell mds.NAME client ls"
  }
  wait "$job" || die "The permissions of $* cannot be changed"
}

cephfs_ended() { ! kill -0 "$1" 2>/dev/null; }

fstests_begin ceph
# Each of several VMs has its own; one that replaces another has that one's.
directory=rapido-fstests/job-$RAPIDO_JOB
cephfs_directories "$directory"
TEST_DEV=$(cephfs_device "$CEPH_FS_PATH/$directory/test") || exit
# `check` prints the options: they name the key, and do not say it.
CEPHFS_MOUNT_OPTIONS=$(cephfs_options) || exit
export TEST_DEV SCRATCH_DEV=${TEST_DEV%/test}/scratch CEPHFS_MOUNT_OPTIONS="-o $CEPHFS_MOUNT_OPTIONS"
export TEST_FS_MOUNT_OPTS="$CEPHFS_MOUNT_OPTIONS${TEST_FS_MOUNT_OPTS:+ $TEST_FS_MOUNT_OPTS}"
export MOUNT_OPTIONS="$CEPHFS_MOUNT_OPTIONS${MOUNT_OPTIONS:+ $MOUNT_OPTIONS}"
at_end umount --all --types ceph
fstests_ready
