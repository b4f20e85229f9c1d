# shellcheck shell=bash disable=SC2154 # control is channel.sh's, running_file and ending_file are steps.sh's
# The end of the VM: what is done before it powers off.

# The commands of at_end, one a line.
at_end_file=/rapido/run/at-end

# How long what is done at the end may take where somebody has named commands for it, in hundredths of a second: unmounting disks,
# those commands, and unmounting what was busy until then. The host, where it has asked, waits for 12 seconds.
unmount_limit=3000 at_end_limit=1000 again_limit=300

# What a command says, and how many characters of that are shown.
said_file=/rapido/run/at-end-said most_said=4000

# power_off [asked]: ends the VM when all is written, unmounted and said; returns where somebody else does it already. What the host
# has asked for is to be quick.
power_off() {
  if ! (set -o noclobber && : >"$ending_file") 2>/dev/null; then
    # Where there is no room for it, nobody else can say so either.
    [[ -e $ending_file ]] && return
  fi
  # That of a command which a signal has interrupted may be another.
  local IFS=$' \t\n'
  end_shells
  end_steps
  if [[ $control != /dev/null ]]; then
    if [[ $1 == asked ]]; then
      unmount_limit=300 at_end_limit=600 again_limit=100
    else
      scan_for_leaks
      send_files
    fi
    say taint "$(</proc/sys/kernel/tainted)"
  fi
  if [[ -s $at_end_file ]]; then
    unmount_in_time "$unmount_limit"
    run_at_end
    unmount_in_time "$again_limit"
  else
    unmount_all
  fi
  if [[ $control != /dev/null ]]; then
    # When it has come to the host, so has all that was written to the line before.
    mark off >&4
    note off
    say off
    # Told so, the host ends the VM. This is for one that does not.
    sleep 10
  fi
  echo o >/proc/sysrq-trigger
  stay
}

# end_shells: hangs up a second shell, and kills what would go on without it.
end_shells() {
  local -a tree=()
  [[ -s $shell_file ]] && find_tree "$(<"$shell_file")"
  end_shell
  ((${#tree[@]} < 2)) || kill -s KILL "${tree[@]:1}"
} 2>/dev/null

# end_steps: kills what still runs of the steps, and waits for its end. What has left them, as daemons do, goes on: a file system
# may need it.
end_steps() {
  local root='' count=-1
  local -a tree=()
  [[ -e $running_file ]] && root=$(<"$running_file")
  [[ $root ]] || return
  # What is stopped does not fork.
  while ((${#tree[@]} != count)); do
    count=${#tree[@]}
    find_tree "$root"
    kill -s STOP "${tree[@]}"
  done
  kill -s KILL "${tree[@]}"
  in_time 200 none_runs "${tree[@]}"
  # What a step ended with just before comes to the host before it is told that the VM is off.
  [[ $mode == interactive ]] || in_time 200 [ ! -s "$running_file" ]
} 2>/dev/null

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

# find_mounted: puts the places of disks and of the share into $mounted, the last one first.
find_mounted() {
  local device directory rest
  mounted=()
  while read -r device directory rest; do
    [[ $device == /dev/* || $device == rapido-share ]] && mounted=("$(printf '%b' "$directory")" "${mounted[@]}")
  done </proc/mounts
}

unmount_all() {
  local -a mounted
  find_mounted
  ((${#mounted[@]})) || return
  umount "${mounted[@]}"
  sync
}

# unmount_in_time HUNDREDTHS: what is on a server that is gone would never be unmounted.
unmount_in_time() {
  local -a mounted
  local end index limit
  find_mounted
  ((${#mounted[@]})) || return
  tell_time end
  ((end += $1))
  for ((index = 0; index < ${#mounted[@]}; index++)); do
    share_time limit "$end" "$((${#mounted[@]} - index - 1))"
    run_for "$limit" umount "${mounted[index]}"
  done
  find_mounted
  ((${#mounted[@]})) && run_for "$again_limit" sync
}

# run_at_end: runs the commands of at_end, the last one first. What was named several times is done once.
run_at_end() {
  local -a commands todo=()
  local -A known=()
  local end index limit status
  mapfile -t commands <"$at_end_file"
  for ((index = ${#commands[@]} - 1; index >= 0; index--)); do
    [[ ${known[${commands[index]}]} ]] || todo+=("${commands[index]}")
    known[${commands[index]}]=yes
  done
  tell_time end
  ((end += at_end_limit))
  for ((index = 0; index < ${#todo[@]}; index++)); do
    share_time limit "$end" "$((${#todo[@]} - index - 1))"
    run_for "$limit" bash /rapido/at-end "${todo[index]}"
    status=$?
    warn_of "${todo[index]}" "$status" "$limit"
  done
}

# warn_of COMMAND STATUS LIMIT: tells the host what came of a command, unless that is good, and what it said the console.
warn_of() {
  local said
  # There may be more of it than memory.
  IFS= read -r -N "$most_said" said <"$said_file"
  said=${said%$'\n'}
  [[ ! $said ]] || printf '%s\n' "$said"
  case $2 in
    0) return ;;
    124) said="it was not done after $(($3 / 100)) s${said:+: $said}" ;;
    *) said="status $2${said:+: $said}" ;;
  esac
  said=${said//$'\n'/; }
  say warning "at_end ${1::1000}: ${said::1000}"
}

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

# share_time NAME END MORE: sets the variable to how long something may take, by END of the clock: to what is left, but for a second
# for each of the MORE things that follow.
share_time() {
  local now left share
  tell_time now
  left=$(($2 - now)) share=$(($2 - now - 100 * $3))
  ((share >= 100)) || share=100
  printf -v "$1" '%d' "$((share < left ? share : left))"
}

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

# tell_time NAME: sets the variable to the hundredths of a second since the boot, which nobody can set.
tell_time() {
  local uptime rest
  read -r uptime rest </proc/uptime
  printf -v "$1" '%d' "$((10#${uptime/./}))"
}

# scan_for_leaks: has kmemleak print what nothing points to any more, where the kernel has it
# (Documentation/dev-tools/kmemleak.rst). It tells what two scans find, and what is older than five seconds.
scan_for_leaks() {
  local kmemleak=/sys/kernel/debug/kmemleak
  [[ -e $kmemleak ]] && echo 1 >/sys/module/kmemleak/parameters/verbose && echo scan >$kmemleak || return
  sleep 6
  echo scan >$kmemleak
} 2>/dev/null
