# shellcheck shell=bash
# What is mounted of an NFS server, and what versions before 4 need beside it. /rapido/lib.sh comes first.

# shellcheck source=rpc.sh
. /usr/lib/rapido-netfs/rpc.sh

# nfs_path PATH: prints it with a slash in front and no needless ones.
nfs_path() {
  local path=/$1
  while [[ $path == *//* ]]; do path=${path//\/\//\/}; done
  [[ $path == / ]] || path=${path%/}
  printf '%s\n' "$path"
}

# nfs_device PATH: prints what is mounted of NFS_SERVER, as `rapido1:/srv/test`.
nfs_device() {
  local server=$NFS_SERVER
  if [[ ! $server ]]; then
    echo "NFS_SERVER is not set, and no VM of this run is a server of NFS: rapido run srv=nfsd-btrfs NAME=CUT, or --set NFS_SERVER=ADDRESS" >&2
    return 1
  fi
  [[ $server != *:* || $server == \[* ]] || server="[$server]"
  printf '%s:%s\n' "$server" "$(nfs_path "$1")"
}

# nfs_options: prints the mount options of NFS_MOUNT_OPTS, without `-o`.
nfs_options() {
  local options=${NFS_MOUNT_OPTS#-o}
  printf '%s\n' "${options# }"
}

# nfs_start_rpcbind: unless it answers already.
nfs_start_rpcbind() {
  local name
  rpc_answers 127.0.0.1 111 100000 2 && return
  # It becomes a user of its own, which distributions name differently.
  for name in _rpc rpc; do
    [[ $'\n'$(</etc/passwd) == *$'\n'"$name:"* ]] || printf '%s:x:32:65534:rpcbind:/run/rpcbind:/bin/false\n' "$name" >>/etc/passwd
  done
  rpcbind && wait_for 10 rpc_answers 127.0.0.1 111 100000 2
}

# nfs_start_statd: the status monitor, by which both sides learn that the other one has lost its locks.
nfs_start_statd() {
  [[ -s /run/rpc.statd.pid ]] && kill -0 "$(</run/rpc.statd.pid)" 2>/dev/null && return
  nfs_start_rpcbind || {
    echo "rpcbind does not start" >&2
    return 1
  }
  rpc.statd --no-notify || {
    echo "rpc.statd does not start" >&2
    return 1
  }
}
