# shellcheck shell=bash
# A part of the autorun library that is sourced where it is wanted (docs/autorun.md): where something is mounted.

mounts_file=/proc/mounts

# mounted DIRECTORY: whether something is mounted there, by the name that mount_point gives.
mounted() {
  local directory
  while read -r _ directory _; do
    # A blank is \040 there.
    printf -v directory %b "$directory"
    [[ $directory == "$1" ]] && return
  done <"$mounts_file"
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
