#!/bin/sh
# Cleans up after a rapido that has ended, however it ended: standard input is a pipe whose other end only that
# process holds, so even SIGKILL closes it. Lines on the pipe:
#   kill PID      a process, or (negative) a process group, to be killed
#   ended PID     it has ended by itself
#   remove PATH   a file or directory to be removed
trap '' INT TERM HUP
pids=' '
# The paths to be removed are the positional parameters.
set --
while IFS= read -r line; do
  value=${line#* }
  case $line in
    'kill '*) pids="$pids$value " ;;
    'ended '*) case $pids in *" $value "*) pids="${pids%%" $value "*} ${pids#*" $value "}" ;; esac ;;
    'remove '*) set -- "$@" "$value" ;;
  esac
done
for pid in $pids; do
  kill -s KILL -- "$pid" 2>/dev/null
done
# Mostly they have been renamed since, or removed: starting rm(1) takes longer than to see that.
for path; do
  shift
  if [ -e "$path" ] || [ -L "$path" ]; then set -- "$@" "$path"; fi
done
[ $# -gt 0 ] || exit 0
export LC_ALL=C
# What was just killed may be adding a last file, and the copy of a tree may hold directories that are closed.
for _ in 1 2 3 4 5; do
  rm -rf -- "$@" 2>/dev/null && break
  chmod -R u+rwX -- "$@" 2>/dev/null
  sleep 0.1
done
