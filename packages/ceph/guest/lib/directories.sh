# shellcheck shell=bash
# Directories of CephFS, and where they are mounted.

ceph_mounts=/proc/mounts

# cephfs_path PATH: prints it from the root of the file system, without needless slashes.
cephfs_path() {
  local path=/$1
  shopt -s extglob
  path=${path//+(\/)/\/}
  [[ $path == / ]] || path=${path%/}
  printf '%s\n' "$path"
}

# mounted DIRECTORY: whether something is mounted there, by the name that mount_point gives.
mounted() {
  local directory rest
  while read -r _ directory rest; do
    # A blank is \040 there.
    printf -v directory %b "$directory"
    [[ $directory == "$1" ]] && return
  done <"$ceph_mounts"
  return 1
}

# mount_point DIRECTORY: prints it as the kernel names it, without links and needless slashes.
mount_point() {
  # cd leaves two slashes in front as they are.
  (cd -P -- "$1" && printf '%s\n' "${PWD/#\/\///}")
}

# mounted_at DIRECTORY: prints where it is mounted; status 1 where it is not. A server that hangs is not asked for what has its right name.
mounted_at() {
  local directory=$1
  mounted "$directory" || { directory=$(mount_point "$1" 2>/dev/null) && mounted "$directory"; } || return
  printf '%s\n' "$directory"
}
