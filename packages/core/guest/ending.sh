# shellcheck shell=bash disable=SC2154 # control is channel.sh's, running_file and ending_file are steps.sh's, tree and said_file processes.sh's
# The end of the VM: what is done before it powers off.

# The commands of at_end, one a line.
at_end_file=/rapido/run/at-end

# How long what is done at the end may take where somebody has named commands for it, in hundredths of a second: unmounting disks,
# those commands, and unmounting what was busy until then. The host, where it has asked, waits for 12 seconds.
unmount_limit=3000 at_end_limit=1000 again_limit=300

# How many characters of what a command says are shown.
most_said=4000

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
    # Told so, the host ends the VM when it has all that was logged, of which there may be much. This is for one that does not.
    sleep 60
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
    124)
      if (($3 > 0)); then
        said="it was not done after $(($3 / 100)) s${said:+: $said}"
      else
        said="there was no time left for it"
      fi
      ;;
    *) said="status $2${said:+: $said}" ;;
  esac
  said=${said//$'\n'/; }
  say warning "at_end ${1::1000}: ${said::1000}"
}

# scan_for_leaks: has kmemleak print what nothing points to any more, where the kernel has it
# (Documentation/dev-tools/kmemleak.rst). It tells what two scans find, and what is older than five seconds.
scan_for_leaks() {
  local kmemleak=/sys/kernel/debug/kmemleak
  [[ -e $kmemleak ]] && echo 1 >/sys/module/kmemleak/parameters/verbose && echo scan >$kmemleak || return
  sleep 6
  echo scan >$kmemleak
} 2>/dev/null
