# shellcheck shell=bash
[[ -e /rapido/image.json ]] || { echo "This runs in a Rapido VM only: rapido run nfsd-btrfs" >&2; exit 1; }

# shellcheck source=../../netfs/guest/lib/nfs.sh
. /usr/lib/rapido-netfs/nfs.sh

# nfsd_disk PATH: makes the file system whose directory PATH is exported, at /exports: on the disk with the serial SHARE, else in memory.
nfsd_disk() {
  local device
  device=$(disk_by_serial SHARE || nfsd_zram) || die "there is no device for the export"
  mkfs.btrfs -q -f "$device" >/run/mkfs.log 2>&1 || die "mkfs.btrfs fails on $device: $(</run/mkfs.log)"
  mkdir -p /exports
  mount -t btrfs "$device" /exports || die "$device cannot be mounted"
  { mkdir -p "/exports$1" && chmod 0777 "/exports$1"; } || die "/exports$1 cannot be made"
}

nfsd_zram() {
  printf '%s\n' "$SHARE_ZRAM_SIZE" >/sys/block/zram0/disksize && echo /dev/zram0
}

# nfsd_start: the server and what belongs to it.
nfsd_start() {
  mount_once nfsd /proc/fs/nfsd || die "this kernel has no NFS server (CONFIG_NFSD)"
  nfsd_note_clients
  nfs_start_statd || exit
  exportfs -r || die "exportfs takes no export $NFS_SHARE"
  at_end nfsd-stop
  rpc.nfsd || die "rpc.nfsd does not start the server"
  # In a session of its own, which no step ends; what it says is shown where it does not answer.
  setsid rpc.mountd --foreground </dev/null >/run/rpc.mountd.log 2>&1 &
  echo "$!" >/run/rpc.mountd.pid
  nfsd_end_grace
}

# nfsd_note_clients: what keeps a record of the clients of version 4; without one, no grace period ends before its time.
nfsd_note_clients() {
  # Some kernels write it themselves.
  mkdir -p /var/lib/nfs/{v4recovery,nfsdcld}
  type -P nfsdcld >/dev/null && mount_once rpc_pipefs /run/rpc_pipefs && nfsdcld
}

# nfsd_end_grace: nobody has locks of an earlier time to reclaim, for which new ones would have to wait.
nfsd_end_grace() {
  local file ended
  for file in /proc/fs/nfsd/v4_end_grace /proc/fs/lockd/nlm_end_grace; do
    [[ -e $file ]] || continue
    read -r ended <"$file"
    [[ $ended == Y ]] || echo Y 2>/dev/null >"$file" ||
      echo "This kernel does not end the grace period at once ($file): new locks wait for it, 10 s of NFS 4, 50 s of NFS 3." >&2
  done
}

# nfsd_answers: on each version that the kernel offers; version 3 is of use with mountd only.
nfsd_answers() {
  local versions
  versions=" $(</proc/fs/nfsd/versions) "
  [[ $versions != *' +3 '* ]] || { rpc_answers 127.0.0.1 2049 100003 3 && rpc_answers 127.0.0.1 20048 100005 3; } || return
  [[ $versions != *' +4 '* ]] || rpc_answers 127.0.0.1 2049 100003 4
}

share=$(nfs_path "$NFS_SHARE")
nfsd_disk "$share"
nfsd_start
wait_for 30 nfsd_answers || die "the NFS server does not answer at 127.0.0.1, port 2049, or mountd at 20048: $(</run/rpc.mountd.log)"
cd "/exports$share" || exit
