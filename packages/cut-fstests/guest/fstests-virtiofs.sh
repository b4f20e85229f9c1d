# shellcheck shell=bash
[[ -e /rapido/image.json ]] || { echo "This runs in a Rapido VM only: rapido run fstests-virtiofs" >&2; exit 1; }

fstests_begin virtiofs
# The tags of what virtiofsd serves.
export TEST_DEV=TEST_DEV SCRATCH_DEV=SCRATCH_DEV
export TEST_FS_MOUNT_OPTS=${TEST_FS_MOUNT_OPTS:-${VIRTIOFS_MOUNT_OPTS:+-o ${VIRTIOFS_MOUNT_OPTS#-o }}}
fstests_ready
