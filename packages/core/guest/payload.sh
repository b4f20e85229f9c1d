# shellcheck shell=bash disable=SC2034 # what is set here is read by init
# The run payload: what differs from run to run. It is a script of calls to the payload_ functions below, one per line,
# with every argument quoted for a shell (docs/guest-protocol.md).

payload='' nonce='' results='' mode=interactive keep_going=no waits_for='' stays=no share='' rows=24 columns=80
step_kinds=(autorun) step_titles=(autorun) device_modules=() dynamic_debug=() wanted_files=()
export RAPIDO_VM=0 RAPIDO_JOB=1 RAPIDO_NAME=vm RAPIDO_HOSTNAME=rapido TERM=linux

# The guest asks for each piece, so that no buffer between the host and here ever overflows.
take_payload() {
  # shellcheck disable=SC2154 # control is channel.sh's
  [[ $control == /dev/null ]] && return
  # Sizes are in bytes.
  local LC_ALL=C word size left piece
  payload=''
  # By its generation id the kernel learns that its state was saved and has been loaded again, perhaps several times.
  local device=(/sys/bus/*/drivers/vmgenid/*:*) abilities=''
  [[ -e ${device[0]} ]] && abilities=' vmgenid'
  say hello 5 "$(</proc/sys/kernel/osrelease)$abilities"
  read -r word size <&3
  [[ $word == payload ]] || die "the host said '$word' where a payload should come"
  while left=$((size - ${#payload})) && ((left > 0)); do
    say more "$((left < 2048 ? left : 2048))"
    IFS= read -r -N "$((left < 2048 ? left : 2048))" piece <&3
    payload+=$piece
  done
}

# payload_vm NUMBER NAME HOSTNAME [JOB]
payload_vm() { RAPIDO_VM=$1 RAPIDO_NAME=$2 RAPIDO_HOSTNAME=$3 RAPIDO_JOB=${4:-1}; }

# payload_clock SECONDS: sets it, to a number since 1970; it has stood still since the VM's state was saved. Not beside the
# rest of the set-up: what waits with a time limit, as the agent does, must not see it jump.
payload_clock() {
  date -s "@$1" >/dev/null 2>/rapido/run/clock || fail "setting the clock: $(</rapido/run/clock)"
}

# payload_loglevel LEVEL: which of the kernel's messages the console shows
payload_loglevel() { echo "$1" >/proc/sys/kernel/printk; }

# payload_mode interactive|batch NONCE
payload_mode() { mode=$1 nonce=$2; }

# payload_terminal ROWS COLUMNS TERM
payload_terminal() {
  rows=$1 columns=$2 TERM=$3
  # Terminals that the image does not know are mostly much like this one.
  [[ -e /lib/terminfo/${3::1}/$3 || -e /usr/share/terminfo/${3::1}/$3 ]] || TERM=xterm-256color
}

# payload_modules NAME...: drivers of the devices that this VM has; the kernel may have them built in
payload_modules() { device_modules=("$@"); }

payload_dynamic_debug() { dynamic_debug+=("$1"); }

# payload_share DIRECTORY: where to mount the directory that the host shares
payload_share() { share=$1; }

# payload_setting KEY VALUE
payload_setting() { export "$1=$2"; }

# payload_file PATH MODE BASE64
payload_file() {
  [[ -d ${1%/*} ]] || mkdir -p "${1%/*}"
  (umask 077 && base64 -d <<<"$3" >"$1")
  chmod "$2" "$1"
}

# payload_step command TEXT, payload_step script TITLE BASE64
payload_step() {
  local file=/rapido/run/step-${#step_kinds[@]}
  if [[ $1 == command ]]; then
    write_command "$file" "$2"
  else
    payload_file "$file" 0700 "$3"
  fi
  step_kinds+=("$1")
  step_titles+=("$2")
}

# payload_suite TITLE RESULTS ARG...: the step that is the cut's suite; what it leaves of its tests is in the directory RESULTS
payload_suite() {
  local text
  results=$2
  printf -v text '%q ' . /rapido/suite/runner "${@:3}"
  write_command "/rapido/run/step-${#step_kinds[@]}" "$text"
  step_kinds+=(suite)
  step_titles+=("$1")
}

# write_command FILE TEXT: without a program, as each takes its time. It is sourced: nobody has to execute it.
write_command() { printf '%s\n' "$2" >"$1"; }

# payload_get PATTERN: files that the host wants to have in the end
payload_get() { wanted_files+=("$1"); }

payload_keep_going() { keep_going=yes; }

# payload_peer NAME CUT ADDRESS: a VM of the run; the address is `-` where it has none that others reach
payload_peer() { printf '%s %s %s\n' "$@" >>/rapido/run/vms; }

# payload_wait NAME...: VMs of the run whose services the autorun needs; the host says when they are ready
payload_wait() { waits_for="$*"; }

# payload_service: when its steps have ended, the VM stays for the others until the host says that it is not needed any more
payload_service() { stays=yes; }
