# shellcheck shell=bash
# Processes that have to be ended, or may take only so long.

# What the last command of run_for has said.
said_file=/rapido/run/at-end-said

# find_tree PROCESS: puts the process and all that stem from it into $tree.
find_tree() {
  local -A children=()
  local -a words
  local file stat at
  for file in /proc/[0-9]*/stat; do
    # The second word is the program's name, in brackets, with whatever that may have in it.
    IFS= read -r -d '' stat <"$file" || [[ $stat ]] || continue
    # shellcheck disable=SC2206
    words=(${stat##*) })
    children[${words[1]}]+=" ${stat%% *}"
  done
  tree=("$1")
  for ((at = 0; at < ${#tree[@]}; at++)); do
    # shellcheck disable=SC2206
    tree+=(${children[${tree[at]}]})
  done
} 2>/dev/null

# none_runs PROCESS...: zombies do not.
none_runs() {
  local process stat
  for process in "$@"; do
    stat=''
    IFS= read -r -d '' stat <"/proc/$process/stat"
    # Where a trap has led here, a bare return would be that of another command (bash(1)).
    [[ ! $stat || ${stat##*) } == [ZX]* ]] || return 1
  done
} 2>/dev/null

# run_for HUNDREDTHS COMMAND...: runs the command, but no longer than that; status 124 where it was not done by then. What it says
# is in $said_file, where there is room for that.
run_for() {
  local limit=$1 process
  local -a tree
  shift
  : >"$said_file" || said_file=/dev/null
  ((limit > 0)) || return 124
  "$@" </dev/null >"$said_file" 2>&1 3>&- 4>&- 6>&- 7>&- &
  process=$!
  if in_time "$limit" none_runs "$process"; then
    wait "$process"
  else
    find_tree "$process"
    kill -s KILL "${tree[@]}"
    disown "$process"
    return 124
  fi
} 2>/dev/null

# in_time HUNDREDTHS COMMAND...: runs the command until it succeeds; status 1 when it has not within that time.
in_time() {
  local end now
  tell_time end
  ((end += $1))
  shift
  until "$@"; do
    tell_time now
    ((now < end)) || return 1
    sleep 0.05
  done
}

# share_time NAME END MORE: sets the variable to how long something may take, by END of the clock: to what is left, but for one and a
# half seconds for each of the MORE things that follow.
share_time() {
  local now left share
  tell_time now
  left=$(($2 - now)) share=$(($2 - now - 150 * $3))
  ((share >= 100)) || share=100
  printf -v "$1" '%d' "$((share < left ? share : left))"
}

# tell_time NAME: sets the variable to the hundredths of a second since the boot, which nobody can set.
tell_time() {
  local uptime rest
  read -r uptime rest </proc/uptime
  printf -v "$1" '%d' "$((10#${uptime/./}))"
}
