# shellcheck shell=bash disable=SC2154 # control, data and wanted_files are channel.sh's and the payload's
# What the guest does for the host while the steps run: it tells that it is alive, opens shells beside them, sends files, looks at
# what hangs.

# The sessions that its shells are have their number here.
shell_file=/rapido/run/shell
# Has something in it when the shell is to end.
shell_end_file=/rapido/run/shell-end

start_agent() {
  # A pipe without a name, for the host's answers to the suite.
  [[ " ${step_kinds[*]} " == *' suite '* ]] && exec 7<> <(:)
  # Another one, for what the host says of the run's other VMs.
  [[ $waits_for || $stays == yes ]] && exec 8<> <(:)
  agent &
  echo "$!" >/rapido/run/agent
}

agent() {
  local line
  # For poweroff and the like, which know no nonce. Beside the agent, which goes on telling that it is alive.
  trap 'power_off &' USR1
  # Nobody asks it for anything then.
  [[ $control == /dev/null ]] && while :; do sleep 60 & wait "$!"; done
  # A loop that is killed or stopped must look like a hang, so nothing restarts it. It has no time limit: bash(1) loses what it
  # has read of a line when one passes before it is done with it.
  while :; do IFS= read -r line <&3 && obey "$line"; done
}

# obey 'WORD ARGUMENT...': what the host asks for (docs/guest-protocol.md).
obey() {
  local -a words
  local key
  # Not by read, which has one buffer for all files, and perhaps the next line in it.
  set -f
  # shellcheck disable=SC2206
  words=($1)
  set +f
  case ${words[0]} in
    size) stty -F /dev/ttyS0 rows "${words[1]}" cols "${words[2]}" ;;
    ping) say beat ;;
    sysrq)
      for key in "${words[@]:1}"; do echo "$key" >/proc/sysrq-trigger; done
      say beat
      ;;
    go | finish) printf '%s\n' "${words[0]}" >&8 ;;
    lost)
      # There is somebody at the console, who goes on without.
      printf '\r\n%s\r\n' "${1#lost }" >/dev/ttyS0
      printf '%s\n' lost >&8
      ;;
    end)
      say beat
      power_off asked &
      ;;
    files)
      end_shell
      send_files
      ;;
    shell)
      case ${words[1]} in
        begin) start_shell "${words[@]:2}" ;;
        size) stty -F "$data" rows "${words[2]}" cols "${words[3]}" ;;
        end) end_shell ;;
      esac
      ;;
    suite)
      printf '%s\n' "${1#suite }" >&7
      say took
      ;;
  esac
}

# start_shell terminal|bytes ROWS COLUMNS TERM [BASE64]: a shell, or a command, on the data line: as on a terminal, or with its
# output as it is. What it prints ends with a mark that has its status.
start_shell() {
  : >"$shell_end_file"
  run_shell "$@" &
}

run_shell() {
  local mode=$1 rows=$2 columns=$3 term=$4 command=$5 status
  {
    # While it is open, as a line that is closed forgets its size.
    if [[ $mode == terminal ]]; then
      stty -F "$data" sane rows "$rows" cols "$columns" 115200
    else
      stty -F "$data" raw -echo 115200
    fi
    mark shell begin >&6
    TERM=$term setsid --ctty --wait bash /rapido/shell "$mode" "$command" <&6 >&6 2>&6 3>&- 4>&- 6>&- 7>&- 8>&-
    status=$?
  } 6<>"$data"
  rm -f "$shell_file"
  # With the leader of its session the line was hung up: what was open is of no use any more (setsid(2), vhangup(2)).
  stty -F "$data" raw -echo
  mark shell end "$status" >"$data"
}

# end_shell: hangs up, as when a terminal is closed. A shell that is not there yet sees for itself that it is to end.
end_shell() {
  echo end >"$shell_end_file"
  [[ -s $shell_file ]] && kill -s HUP -- "-$(<"$shell_file")"
  rm -f "$shell_file"
} 2>/dev/null

# send_files: what the user wants to have of the guest, whatever came of the steps. Only once.
send_files() {
  ((${#wanted_files[@]})) || return
  local pattern found
  stty -F "$data" raw -echo 115200
  for pattern in "${wanted_files[@]}"; do
    found=no
    # Only globs are expanded.
    local IFS='' path
    # shellcheck disable=SC2086
    for path in $pattern; do
      [[ -e $path ]] && found=yes && send_file "$path"
    done
    unset IFS
    [[ $found == yes ]] || say missing "$pattern"
  done
  wanted_files=()
  mark files end >"$data"
} 2>/dev/null

# send_file PATH: a file, or all that a directory holds.
send_file() {
  local path
  if [[ -d $1 && ! -L $1 ]]; then
    for path in "$1"/* "$1"/.[!.]*; do [[ -e $path ]] && send_file "$path"; done
  elif [[ -f $1 ]]; then
    {
      mark file begin "$1"
      cat "$1"
      mark file end
    } >"$data"
  fi
}
