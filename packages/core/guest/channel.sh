# shellcheck shell=bash
# The guest's ends of the channel to the host (docs/guest-protocol.md): descriptor 3 is the control line, 4 the steps' output.
# The data line carries shells that users open beside the steps, and files that they want to have.

if [[ " $(</proc/cmdline) " == *' rapido.host=none '* ]]; then
  control=/dev/null output=/dev/ttyS0 data=/dev/null
else
  control=/dev/ttyS1 output=/dev/ttyS2 data=/dev/ttyS3
fi

open_channel() {
  if [[ ! -c $control || ! -c $output || ! -c $data ]]; then
    die "no $control, $output or $data: the kernel needs CONFIG_SERIAL_8250_RUNTIME_UARTS=4 or more"
  fi
  # Side by side, as every program takes its time, and there mostly is more than one CPU.
  if [[ $control != /dev/null ]]; then
    stty -F "$control" raw -echo 115200 &
    stty -F "$output" raw -echo 115200 &
  fi
  wait
  exec 3<>"$control" 4>"$output"
}

# say WORD...: one message to the host. One write(2), so that messages of several processes never mix.
say() {
  printf '%s\n' "$*" >&3
}

# mark WORD...: a place in a stream of bytes to the host, as `mark 2 begin >&4`. The nonce is the run's own, so that nothing
# a step prints passes for a mark.
mark() {
  local IFS=';'
  # shellcheck disable=SC2154 # nonce is the payload's
  printf '\e]rapido;%s;%s\a' "$nonce" "$*"
}

# note WORD...: a place in the kernel's log.
note() {
  printf '<14>rapido: %s\n' "$*" >/dev/kmsg
}

# send_kernel_log: the kernel's records from the first on, as they are (Documentation/ABI/testing/dev-kmsg); the host tells them
# from messages by their first character.
send_kernel_log() {
  [[ $control == /dev/null || ! -r /dev/kmsg ]] && return
  # cat(1) ends where records were overwritten before it got there; the descriptor knows where to go on.
  while :; do cat <&5; done 5</dev/kmsg >&3 2>/dev/null &
}
