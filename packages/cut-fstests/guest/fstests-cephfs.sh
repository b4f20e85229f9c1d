# shellcheck shell=bash
[[ -e /rapido/image.json ]] || { echo "This runs in a Rapido VM only: rapido run fstests-cephfs" >&2; exit 1; }

# shellcheck source=../../ceph/guest/lib/cephfs.sh
. /usr/lib/rapido-ceph/cephfs.sh

# cephfs_directories DIRECTORY: makes what becomes TEST_DEV and SCRATCH_DEV, below CEPH_FS_PATH.
cephfs_directories() {
  local top=/run/cephfs job
  cephfs-mount "$top" || die "fstests-cephfs: there is no CephFS"
  cephfs_make "$top/$1"/{test,scratch} &
  job=$!
  # A VM that died with them mounted has a session still, and the metadata server waits for it before anyone else gets at them.
  wait_for 5 cephfs_ended "$job" || {
    echo "fstests-cephfs: the metadata server waits for a client that is gone, as a VM that has crashed, to be out of time ..." >&2
    wait_for 240 cephfs_ended "$job" ||
      die "fstests-cephfs: it still waits: \`ceph tell mds.NAME client ls\` shows clients, and \`client evict\` ends one"
  }
  wait "$job" || die "fstests-cephfs: $1 cannot be made below ${CEPH_FS_PATH:-/}; may client.$CEPH_USER write there?"
  cephfs-umount "$top" || die "fstests-cephfs: $top cannot be unmounted"
}

# cephfs_make DIRECTORY...: that both are changed makes sure that they can be.
cephfs_make() {
  mkdir -p "$@" && chmod 0775 "$@" && chmod 0777 "$@"
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
