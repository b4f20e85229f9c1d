# shellcheck shell=bash
[[ -e /rapido/image.json ]] || { echo "This runs in a Rapido VM only: rapido run fstests-nfs" >&2; exit 1; }

fstests_begin nfs
# rpcbind becomes a user of its own, which Debian and others name differently.
printf '%s:x:32:32:rpcbind:/run/rpcbind:/bin/false\n' _rpc rpc >>/etc/passwd
rpcbind || die "rpcbind does not start"
rpc.statd --no-notify || die "rpc.statd does not start"
export TEST_DEV=$NFS_SERVER:$NFS_SHARE
export NFS_MOUNT_OPTIONS="${NFS_MOUNT_OPTS:+-o ${NFS_MOUNT_OPTS#-o }}"
export TEST_FS_MOUNT_OPTS=${TEST_FS_MOUNT_OPTS:-$NFS_MOUNT_OPTIONS}
fstests_ready
