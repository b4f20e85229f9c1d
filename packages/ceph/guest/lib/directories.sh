# shellcheck shell=bash
# Directories of CephFS, and where they are mounted.

# shellcheck source=../../../core/guest/mounts.sh
. /rapido/mounts.sh

# cephfs_path PATH: prints it from the root of the file system, without needless slashes.
cephfs_path() {
  local path=/$1
  shopt -s extglob
  path=${path//+(\/)/\/}
  [[ $path == / ]] || path=${path%/}
  printf '%s\n' "$path"
}
