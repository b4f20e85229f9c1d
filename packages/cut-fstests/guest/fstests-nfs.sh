# shellcheck shell=bash
[[ -e /rapido/image.json ]] || { echo "This runs in a Rapido VM only: rapido run fstests-nfs" >&2; exit 1; }

# shellcheck source=../../netfs/guest/lib/nfs.sh
. /usr/lib/rapido-netfs/nfs.sh

# nfs_directories DIRECTORY: makes what becomes TEST_DEV and SCRATCH_DEV, below NFS_SHARE; status 1 where the server does not let root.
nfs_directories() {
  local top=/run/nfs status
  nfs-mount "$top" || die "fstests-nfs: there is no export to run on"
  mkdir -p "$top/$1"/{test,scratch} && chmod 0777 "$top/$1"/{test,scratch}
  status=$?
  nfs-umount "$top" || die "fstests-nfs: $top cannot be unmounted"
  return "$status"
}

fstests_begin nfs
TEST_DEV=$(nfs_device "$NFS_SHARE") || exit
# Each of several VMs has its own; one that replaces another has that one's.
directory=rapido-fstests/job-$RAPIDO_JOB
if nfs_directories "$directory"; then
  SCRATCH_DEV=${TEST_DEV%/}/$directory/scratch TEST_DEV=${TEST_DEV%/}/$directory/test
  export SCRATCH_DEV
else
  echo "fstests-nfs: $directory cannot be made in $TEST_DEV, as the server keeps root from it (no_root_squash lets him): the tests use the export itself, and have no SCRATCH_DEV" >&2
fi
options=$(nfs_options)
export TEST_DEV NFS_MOUNT_OPTIONS=${options:+-o $options}
export TEST_FS_MOUNT_OPTS=$NFS_MOUNT_OPTIONS${NFS_MOUNT_OPTIONS:+${TEST_FS_MOUNT_OPTS:+ }}$TEST_FS_MOUNT_OPTS
export MOUNT_OPTIONS=$NFS_MOUNT_OPTIONS${NFS_MOUNT_OPTIONS:+${MOUNT_OPTIONS:+ }}$MOUNT_OPTIONS
at_end umount --all --types nfs,nfs4
fstests_ready
