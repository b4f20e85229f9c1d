# shellcheck shell=bash disable=SC2154 # nonce and results are init's, of /rapido/run/suite
# Tells the host, in the middle of the suite's output, what the suite has left of its tests and what it says of them
# (docs/guest-protocol.md). Whoever sources this does it in a process of its own.

# shellcheck source=../channel.sh
. /rapido/channel.sh
# shellcheck source=/dev/null
. /rapido/run/suite

# Microseconds that the time of a file may be behind the clock: it is that of the kernel's last tick.
lag=100000
# Bytes of a file that are sent at most, and that are sent as they are; and of a mark's data.
most=1048576 plain=16384 piece=3000
# What was sent last: since when, then each file as find(1) printed it.
sent_file=/rapido/run/suite-sent

# send_changes: sends the files that are new or were changed since the last time. Each program takes its time, so there is one
# for all, and none for a small text.
send_changes() (
  LC_ALL=C
  cd "$results" 2>/dev/null || exit 0
  now=${EPOCHREALTIME/./} since=0000000 sent=() found=()
  [[ -e $sent_file ]] && mapfile -d '' -t sent <"$sent_file"
  # What was changed when the clock was ahead would be missed.
  ((${sent[0]:-0} > now)) || since=${sent[0]:-$since}
  mapfile -d '' -t found < <(find . -type f -newerct "@${since::-6}.${since: -6}" -printf '%C@ %s %P\0')
  printf '%s\0' "$((now - lag))" "${found[@]}" >"$sent_file"
  ((${#found[@]})) || exit 0
  declare -A known
  for entry in "${sent[@]:1}"; do known["$entry"]=yes; done
  # Opened here: were it the leader of a session, it would get the line as its terminal.
  exec >"$output"
  for entry in "${found[@]}"; do
    [[ ${known["$entry"]} ]] && continue
    IFS=' ' read -r -d '' _ size path <<<"$entry"
    send_result "$size" "${path%$'\n'}"
  done
)

# send_result SIZE PATH
send_result() {
  if (($1 <= plain)) && is_text "$1" "$2"; then
    send_begin "$1" text "$2"
    for ((at = 0; at < $1; at += piece)); do mark suite file data "$BASHPID" "${text:at:piece}"; done
  else
    data_file=/rapido/run/suite-data-$BASHPID
    if type -P gzip >/dev/null; then
      send_begin "$1" gzip "$2"
      part_of "$1" "$2" | gzip -1 | base64 -w "$piece" >"$data_file"
    else
      send_begin "$1" base64 "$2"
      part_of "$1" "$2" | base64 -w "$piece" >"$data_file"
    fi
    # Of a file it is read by blocks, of a pipe by bytes.
    while read -r line; do mark suite file data "$BASHPID" "$line"; done <"$data_file"
    rm -f "$data_file"
  fi
  mark suite file end "$BASHPID"
} 2>/dev/null

# is_text SIZE PATH: reads the file into $text; status 1 where that cannot hold it, or a mark not carry it. Lines are separated
# by RS there: bash would write each line of a mark by itself.
is_text() {
  text=''
  IFS= read -r -N "$(($1 + 1))" text <"$2"
  ((${#text} == $1)) && [[ $text != *[$'\a'$'\x1e']* ]] && text=${text//$'\n'/$'\x1e'}
}

send_begin() {
  mark suite file begin "$BASHPID" "$1" "$2" "$(escaped "$3")"
}

# part_of SIZE PATH: what is sent of a file: of a large one its first and its last half.
part_of() {
  if (($1 <= most)); then
    # No more of one that grows.
    head -c "$1" "$2"
  else
    head -c "$((most / 2))" "$2"
    printf '\n[ %d bytes of %d are left out here ]\n' "$(($1 - most))" "$1"
    tail -c "$((most / 2))" "$2"
  fi
}

# escaped WORD: as it can stand in a mark.
escaped() {
  local word=${1//%/%25}
  word=${word//;/%3B}
  printf '%s' "${word//$'\a'/%07}"
}

# send_list: sends the tests that the suite has listed, to where our output goes.
send_list() {
  while IFS= read -r -N "$piece" text || [[ $text ]]; do
    text=${text//[$'\a'$'\x1e']/}
    mark suite listed "${text//$'\n'/$'\x1e'}"
  done </rapido/run/suite-list
}

# send_event WORD...
send_event() (
  LC_ALL=C
  words=()
  for word in "$@"; do words+=("$(escaped "${word::1000}")"); done
  exec >"$output"
  mark suite event "${words[@]}"
)
