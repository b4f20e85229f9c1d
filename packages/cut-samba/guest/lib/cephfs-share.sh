# shellcheck shell=bash
# A directory of CephFS that smbd itself is the client of.

# shellcheck source=../../../ceph/guest/lib/cluster.sh
. /usr/lib/rapido-ceph/cluster.sh
# shellcheck source=../../../core/guest/attempt.sh
. /rapido/attempt.sh

# share_cephfs: makes the configuration that smb.conf names, and dies where no monitor is within reach: smbd would only tell clients.
share_cephfs() {
  ceph_cluster || exit
  mkdir -p /run/samba
  {
    cat /etc/ceph/ceph.conf
    echo 'client_mount_timeout = 30'
    [[ ! $CEPH_FS ]] || printf 'client_fs = %s\n' "$CEPH_FS"
  } >/run/samba/ceph.conf
  # shellcheck disable=SC2034
  local entry said kernel_said
  local -a entries
  IFS=, read -r -a entries <<<"$CEPH_MONITORS"
  for entry in "${entries[@]}"; do
    attempt 10 cephfs_reach "$entry" && return
  done
  die "No monitor answers at $CEPH_MONITORS. Does the VM's network reach them? Try: ip address; ip route"
}

# cephfs_reach HOST:PORT: whether something listens there; an IPv6 address has brackets.
cephfs_reach() {
  local host=${1%:*}
  host=${host#[}
  : <>"/dev/tcp/${host%]}/${1##*:}"
}
