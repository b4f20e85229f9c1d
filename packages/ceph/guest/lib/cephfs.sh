# shellcheck shell=bash
# What the kernel's client of CephFS is told, also for suites that mount by themselves.

# shellcheck source=cluster.sh
. /usr/lib/rapido-ceph/cluster.sh
# shellcheck source=directories.sh
. /usr/lib/rapido-ceph/directories.sh

# cephfs_device PATH: prints what is mounted, as `192.0.2.1:6789:/volumes`.
cephfs_device() {
  ceph_cluster || return
  local monitors
  monitors=$(ceph_monitors) && printf '%s:%s\n' "$monitors" "$(cephfs_path "$1")"
}

# cephfs_options: prints the mount options, without `-o`; what CEPH_MOUNT_OPTS says comes last.
cephfs_options() {
  ceph_cluster || return
  local options
  options=$(ceph_client_options)
  # `fs=` is mount.ceph's word for it.
  [[ ! $CEPH_FS ]] || options+=,mds_namespace=$CEPH_FS
  [[ ! $CEPH_MOUNT_OPTS ]] || options+=,${CEPH_MOUNT_OPTS#-o }
  printf '%s\n' "$options"
}
