#!/bin/sh
# Cleans up after a rapido that has ended, however it ended: standard input is a pipe whose other end only that
# process holds, so even SIGKILL closes it. Lines on the pipe:
#   kill PID      a process, or (negative) a process group, to be killed
#   ended PID     it has ended by itself
#   remove PATH   a file or directory to be removed
#   restore MODES TERMINAL
#                 a terminal, to be given these modes of `stty -g`

# Sets state and group of process $1 (proc(5)): of the fields, the name in parentheses may hold anything.
look() {
  read -r line <"/proc/$1/stat" || return
  # shellcheck disable=SC2086
  set -- ${line##*) }
  state=$1 group=$3
} 2>/dev/null

# Whether anything of process group $1 lives but what is killed here.
lives() {
  for directory in /proc/[0-9]*; do
    pid=${directory#/proc/}
    case $pids in *" $pid "*) continue ;; esac
    look "$pid" && [ "$state" != Z ] && [ "$group" = "$1" ] && return
  done
  return 1
}

trap '' INT TERM HUP
pids=' '
paths='' terminal='' job=''
newline='
'
while IFS= read -r line; do
  value=${line#* }
  case $line in
    'kill '*) pids="$pids$value " ;;
    'ended '*) case $pids in *" $value "*) pids="${pids%%" $value "*} ${pids#*" $value "}" ;; esac ;;
    'remove '*) paths="$paths$value$newline" ;;
    'restore '*)
      modes=${value%% *} terminal=${value#* }
      look "$PPID" && job=$group
      ;;
  esac
done
for pid in $pids; do
  kill -s KILL -- "$pid" 2>/dev/null
done
# When nothing of our job is left, the shell that it was a job of has taken the terminal back, and reads in modes of its own.
if [ "$terminal" ] && lives "$job"; then
  stty -F "$terminal" "$modes" 2>/dev/null
fi
printf %s "$paths" | while IFS= read -r path; do
  # What was just killed may be adding a last file, and the copy of a tree may hold directories that are closed.
  for _ in 1 2 3 4 5; do
    rm -rf -- "$path" 2>/dev/null && break
    chmod -R u+rwX -- "$path" 2>/dev/null
    sleep 0.1
  done
done
