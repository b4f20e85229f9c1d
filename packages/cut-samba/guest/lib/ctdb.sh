# shellcheck shell=bash disable=SC2154 # samba_base is samba.sh's
# A node of CTDB's: the VMs of the run that are this cut are its cluster. Sourced behind samba.sh and cephfs-share.sh.

ctdb_helpers=/usr/lib/rapido-samba/ctdb

# ctdb_start: starts ctdbd, and returns when all nodes of the cluster are well.
ctdb_start() {
  local process
  ctdb_configure
  samba_daemon ctdbd env CTDB_EVENTD=$ctdb_helpers/ctdb-eventd CTDB_LOCK_HELPER=$ctdb_helpers/ctdb_lock_helper \
    CTDB_RECOVERY_HELPER=$ctdb_helpers/ctdb_recovery_helper CTDB_TAKEOVER_HELPER=$ctdb_helpers/ctdb_takeover_helper ctdbd -i
  wait_for 120 ctdb_settled "$process"
  ctdb_well || ctdb_failed "$process"
  echo "CTDB is well on ${ctdb_nodes[*]}."
}

# ctdb_configure: writes the configuration; the nodes have the same order everywhere.
ctdb_configure() {
  local etc var
  etc=$("$ctdb_helpers/ctdb-path" etcdir)
  var=$("$ctdb_helpers/ctdb-path" vardir)
  mapfile -t ctdb_nodes < <(vms ctdb-cephfs | while read -r _ address; do printf '%s\n' "$address"; done | sort)
  ((${#ctdb_nodes[@]})) || die "This VM knows none of the run's VMs."
  mkdir -p "$etc/events/legacy" "$var"/{volatile,persistent,state} "$("$ctdb_helpers/ctdb-path" rundir)"
  printf '%s\n' "${ctdb_nodes[@]}" >"$etc/nodes"
  ceph_cluster || exit
  printf '[cluster]\nrecovery lock = !%s ceph client.%s %s rapido-ctdb-%s\n' \
    "$ctdb_helpers/ctdb_mutex_ceph_rados_helper" "$CEPH_CLIENT" "$CTDB_POOL" "${ctdb_nodes[0]}" >"$etc/ctdb.conf"
}

ctdb_well() { ctdb nodestatus all >"$samba_base/ctdb.out" 2>&1; }

# Well, or not there any more.
ctdb_settled() { ctdb_well || ! kill -0 "$1" 2>/dev/null; }

ctdb_failed() {
  local what="CTDB's nodes are not well together within 120 s."
  kill -0 "$1" 2>/dev/null || what="ctdbd has ended."
  tail -q -n 30 "$samba_base/ctdbd.out" "$samba_base/ctdb.out" >&2
  die "$what What it has said is above. The lock is in the pool $CTDB_POOL (CTDB_POOL), which client.$CEPH_CLIENT has to be able to write to."
}
