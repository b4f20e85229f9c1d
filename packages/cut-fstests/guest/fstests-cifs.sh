# shellcheck shell=bash
[[ -e /rapido/image.json ]] || { echo "This runs in a Rapido VM only: rapido run fstests-cifs" >&2; exit 1; }

# shellcheck source=../../netfs/guest/lib/smb.sh
. /usr/lib/rapido-netfs/smb.sh

# cifs_directories DIRECTORY: makes what becomes TEST_DEV and SCRATCH_DEV, below the share.
cifs_directories() {
  local top=/run/cifs
  cifs-mount "$top" || die "fstests-cifs: there is no share to run on"
  mkdir -p "$top/$1"/{test,scratch} || die "fstests-cifs: $1 cannot be made in the share; may $CIFS_USER write there?"
  cifs-umount "$top" || die "fstests-cifs: $top cannot be unmounted"
}

fstests_begin cifs
device=$(smb_device "$CIFS_SHARE") || exit
# Each of several VMs has its own; one that replaces another has that one's.
directory=rapido-fstests/job-$RAPIDO_JOB
cifs_directories "$directory"
CIFS_MOUNT_OPTIONS="-o $(smb_options)"
export CIFS_MOUNT_OPTIONS TEST_DEV=$device/$directory/test SCRATCH_DEV=$device/$directory/scratch
export TEST_FS_MOUNT_OPTS="$CIFS_MOUNT_OPTIONS${TEST_FS_MOUNT_OPTS:+ $TEST_FS_MOUNT_OPTS}"
export MOUNT_OPTIONS="$CIFS_MOUNT_OPTIONS${MOUNT_OPTIONS:+ $MOUNT_OPTIONS}"
at_end umount --all --types cifs
fstests_ready
