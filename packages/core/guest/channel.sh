# shellcheck shell=bash
# The guest's ends of the channel to the host (docs/guest-protocol.md): descriptor 3 is the control line, 4 the steps' output.

if [[ " $(</proc/cmdline) " == *' rapido.host=none '* ]]; then
  control=/dev/null output=/dev/ttyS0
else
  control=/dev/ttyS1 output=/dev/ttyS2
fi

open_channel() {
  if [[ ! -c $control || ! -c $output ]]; then
    die "no $control or $output: the kernel needs CONFIG_SERIAL_8250_RUNTIME_UARTS=3 or more"
  fi
  if [[ $control != /dev/null ]]; then
    stty -F "$control" raw -echo 115200
    stty -F "$output" raw -echo 115200
  fi
  exec 3<>"$control" 4>"$output"
}

# say WORD...: one message to the host. One write(2), so that messages of several processes never mix.
say() {
  printf '%s\n' "$*" >&3
}

# mark INDEX begin|end: where a step's output begins and ends, in the output itself. The nonce is the run's own, so that
# nothing a step prints passes for a mark.
mark() {
  # shellcheck disable=SC2154 # nonce is the payload's
  printf '\e]rapido;%s;%s;%s\a' "$nonce" "$1" "$2" >&4
}

# start_agent: beats while nothing else happens, and does what the host asks for.
start_agent() {
  [[ $control == /dev/null ]] || agent &
}

agent() {
  local line='' part uptime rest
  # A loop that is killed or stopped must look like a hang, so nothing restarts it.
  while :; do
    if IFS= read -r -t 5 part <&3; then
      obey "$line$part"
      line=''
    else
      line+=$part
      read -r uptime rest </proc/uptime
      say beat "$uptime"
    fi
  done
}

obey() {
  local word=$1 a b
  read -r word a b <<<"$1"
  case $word in
    size) stty -F /dev/ttyS0 rows "$a" cols "$b" ;;
  esac
}

# power_off: ends the VM when all is written, unmounted and said.
power_off() {
  local device directory rest
  local -a mounted=()
  while read -r device directory rest; do
    [[ $device == /dev/* || $device == rapido-share ]] && mounted=("$directory" "${mounted[@]}")
  done </proc/mounts
  if ((${#mounted[@]})); then
    umount "${mounted[@]}"
    sync
  fi
  if [[ $control != /dev/null ]]; then
    # Setting a line's modes waits until all that was written to it is out (termios(3), TCSADRAIN).
    stty -F "$output" raw -echo
    echo off >"$control"
    # Told so, the host ends the VM. This is for one that does not.
    sleep 1
  fi
  echo o >/proc/sysrq-trigger
  while :; do sleep 60; done
}
