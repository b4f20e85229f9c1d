# shellcheck shell=bash disable=SC2154 # said and kernel_said are attempt.sh's
# Why a client of the kernel's has failed, in words that say what to do. What the kernel prints is in net/ceph, drivers/block/rbd.c and
# fs/ceph.

# explain_ceph STATUS: what is the same for all clients; status 1 where nothing is known of it.
explain_ceph() {
  case $kernel_said$'\n'$said in
    *'auth method'*error* | *'authentication failed: -1'*)
      printf '%s\n' "The cluster refuses client.$CEPH_CLIENT: it has no such user, or another key for it. Compare \`ceph auth get client.$CEPH_CLIENT\`" \
        "with the keyring that the key comes from (CEPH_KEYRING, or what ceph.conf names)."
      ;;
    *"auth protocol 'none'"* | *'authentication failed: -95'*)
      echo "The cluster does not authenticate as this client does. Mode secure needs cephx: try CEPH_MS_MODE=crc."
      ;;
    *'bad option at'* | *'Unknown parameter'* | *'unrecognized mount option'*)
      printf '%s\n' "This kernel does not know one of the options (the line above, CEPH_MOUNT_OPTS). It has ms_mode since Linux 5.11: on an older" \
        "one leave CEPH_MS_MODE unset."
      ;;
    *'speaking msgr1'*) echo "The monitors speak msgr1 at $CEPH_MONITORS: leave CEPH_MS_MODE unset, or name their port of msgr2 in ceph.conf (3300)." ;;
    *blocklisted* | *blacklisted*)
      echo "The cluster has this client's address on its blocklist: ceph osd blocklist ls, ceph osd blocklist rm ADDRESS"
      ;;
    *'session established'*)
      (($1 == 124)) || return 1
      echo "The monitors answer, but not what comes next within $ceph_limit s: look at the cluster (ceph -s; ceph osd tree; ceph mds stat)."
      ;;
    *libceph:*mon[0-9]* | *'Connection timed out'*)
      printf '%s\n' "No monitor answers at $CEPH_MONITORS (ms_mode $CEPH_MODE). Does the VM's network reach them? Try: ip address; ip route; the" \
        "bridge or user network that the VM is on has to lead there. A port of msgr2 (3300) needs another CEPH_MS_MODE than legacy."
      ;;
    *)
      (($1 == 124)) || return 1
      echo "The kernel is not done with it after $ceph_limit s: look at the cluster (ceph -s)."
      ;;
  esac
}

# report_failure WHAT STATUS [FUNCTION]: prints what has failed, what the kernel said, and why, if FUNCTION or explain_ceph know.
report_failure() {
  # What mount(8) adds is to look at the kernel's log, which follows.
  local what=$1 status=$2 message=${said%%$'\n'*}
  message=${message##*write error: }
  {
    if ((status == 124)); then
      printf '%s: given up after %s s\n' "$what" "$ceph_limit"
    else
      printf '%s: %s\n' "$what" "${message:-exit status $status}"
    fi
    [[ ! $kernel_said ]] || printf '%s\n' "$kernel_said"
    { [[ $3 ]] && "$3" "$status"; } || explain_ceph "$status"
  } >&2
  return 1
}
