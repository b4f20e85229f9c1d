# shellcheck shell=bash disable=SC2154 # said, device and options are the caller's
# Why an export cannot be mounted, in words that say what to do. /usr/lib/rapido-netfs/nfs.sh comes first.

# explain_nfs STATUS: why mounting `device` with `options` failed, whose program has said `said`, and what to do.
explain_nfs() {
  case $said in
    *'Failed to resolve'* | *'Name or service not known'* | *'name resolution'* | *'temporarily unavailable'*)
      echo "This VM finds no address of $NFS_SERVER: NFS_SERVER is a VM of this run, or a name or address that the VM's network knows (/etc/hosts, /etc/resolv.conf)."
      ;;
    *'Connection refused'*) nfs_no_server ;;
    *'access denied'* | *'Operation not permitted'* | *'Permission denied'*)
      echo "The server does not export this path to this VM: compare NFS_SHARE with its exports (exportfs -v there); one that wants Kerberos needs sec= in NFS_MOUNT_OPTS."
      ;;
    *'No such file or directory'* | *'does not exist'* | *'Stale file handle'*)
      echo "The server has no export $(nfs_path "${device#*:/}"): look at NFS_SHARE, and at its exports (exportfs -v there)."
      ;;
    *'rpc.statd is not running'* | *'remote locking'*)
      echo "NFS version 3 needs rpcbind and rpc.statd for locks, and they do not start: start-statd says why; or mount with \`nolock\`."
      ;;
    *'not supported'*)
      # Of a server that refuses version 4, the helper goes on to 3 and asks there for a port.
      nfs_no_server_there || echo "Either side lacks this version of NFS, or this transport: look at NFS_MOUNT_OPTS, at cat /proc/fs/nfsd/versions on the server, and at CONFIG_NFS_V3, _V4_1 and _V4_2 of this kernel."
      ;;
    *'incorrect mount option'* | *'Invalid argument'* | *'bad option'*)
      echo "An option is wrong, or this kernel does not know it: look at NFS_MOUNT_OPTS (${NFS_MOUNT_OPTS:-unset}; nfs(5))."
      ;;
    *'unknown filesystem type'* | *'No such device'*)
      echo "This kernel has no client of NFS (CONFIG_NFS_FS)."
      ;;
    *'No route to host'* | *'Network is unreachable'* | *'timed out'*) nfs_unreachable ;;
    *) (($1 != 124)) || nfs_unreachable ;;
  esac
}

nfs_no_server_there() {
  local version
  [[ ,$options, != *,port=* ]] || return
  for version in 4 3; do
    rpc_answers "$NFS_SERVER" 2049 100003 "$version" && return 1
  done
  nfs_no_server
}

nfs_no_server() {
  echo "$NFS_SERVER is there, and has no NFS server (TCP port 2049)."
}

nfs_unreachable() {
  echo "$NFS_SERVER does not answer. Does the VM's network lead there (ip address; ip route)? Do its firewall, or one on the way, let TCP port 2049 through, and for version 3 also 111 and mountd's?"
}
