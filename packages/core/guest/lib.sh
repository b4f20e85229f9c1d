# shellcheck shell=bash
# The autorun library (docs/autorun.md): at hand in autoruns, in `-x` commands and in the interactive shell.

# die MESSAGE...: ends the autorun or step with status 1.
die() {
  printf '%s\n' "$*" >&2
  exit 1
}

# wait_for SECONDS COMMAND...: runs COMMAND until it succeeds; status 1 when it has not within SECONDS.
wait_for() {
  local end=$((SECONDS + $1))
  shift
  until "$@"; do
    ((SECONDS < end)) || return 1
    sleep 0.1
  done
}

# mount_once TYPE DIRECTORY: mounts a kernel file system, as `mount_once configfs /sys/kernel/config`, if it is not yet.
mount_once() {
  local device directory rest
  while read -r device directory rest; do
    [[ $directory == "$2" ]] && return
  done </proc/mounts
  mkdir -p "$2" && mount -t "$1" "$1" "$2"
}

# disk_by_serial SERIAL: prints the block device of that serial, as `/dev/vda`; status 1 where there is none.
disk_by_serial() {
  local device serial
  for device in /sys/block/*; do
    serial=''
    if [[ -e $device/serial ]]; then
      read -r serial <"$device/serial"
    elif [[ -e $device/device/serial ]]; then
      read -r serial <"$device/device/serial"
    elif [[ -e $device/device/vpd_pg80 ]]; then
      # Unit serial number page, SPC-4 7.8.15: four bytes of header, then the serial.
      serial=$(tail -c +5 "$device/device/vpd_pg80")
    fi
    if [[ ${serial%% *} == "$1" ]]; then
      printf '/dev/%s\n' "${device##*/}"
      return
    fi
  done
  return 1
}

# vms [CUT]: prints name and address of each VM of this run, or of those of a cut; status 1 where there is none.
vms() {
  local name cut address status=1
  [[ -e /rapido/run/vms ]] || return 1
  while read -r name cut address; do
    [[ ${1-$cut} == "$cut" ]] || continue
    printf '%s %s\n' "$name" "$address"
    status=0
  done </rapido/run/vms
  return "$status"
}

# at_end COMMAND [ARG...]: runs the command when the VM ends, however its steps have ended; the one that was named last comes first.
at_end() {
  local text told=''
  if (($# == 0)); then
    printf 'at_end: there is no command\n' >&2
    return 2
  fi
  printf -v text '%q ' "$@"
  [[ -e /rapido/run/at-end ]] && told=yes
  printf '%s\n' "${text% }" >>/rapido/run/at-end || return
  # From now on the host asks before it ends the VM. The line is opened by a process that is no leader of a session: it would
  # get it as its terminal.
  # shellcheck source=channel.sh disable=SC2154
  [[ $told ]] || (. /rapido/channel.sh && printf 'at_end\n' >"$control")
}

# test_begin NAME: a test of the cut's suite begins.
test_begin() {
  rapido_test=$1
  printf '<14>rapido: test %s begin\n' "${1//$'\n'/ }" >/dev/kmsg
  if [[ -e /rapido/run/suite ]]; then
    # shellcheck source=suite/files.sh
    (. /rapido/suite/files.sh && send_event test_begin "$1")
  else
    printf '%s ...\n' "$1"
  fi
}

# test_end pass|fail|skip [REASON]: it has ended.
test_end() {
  if [[ $1 != @(pass|fail|skip) ]]; then
    printf 'test_end: "%s" is none of pass, fail and skip\n' "$1" >&2
    return 2
  fi
  if [[ -e /rapido/run/suite ]]; then
    # shellcheck source=suite/files.sh
    (. /rapido/suite/files.sh && send_changes && send_event test_end "$@")
  else
    printf '%s %s%s\n' "${rapido_test-}" "$1" "${2:+: $2}"
  fi
}
