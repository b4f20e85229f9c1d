# shellcheck shell=bash
# automount(8), and what it mounts when somebody goes there.

# shellcheck source=../../../core/guest/mounts.sh
. /rapido/mounts.sh

autofs_log=/run/automount.log autofs_pid=/run/automount.pid autofs_master=/etc/auto.master

# autofs_word TEXT: prints it as a word of a map, in which nothing has a meaning of its own.
autofs_word() {
  local text='' char index
  for ((index = 0; index < ${#1}; index++)); do
    char=${1:index:1}
    [[ $char == [[:alnum:]./_:@,=+-] ]] || char=\\$char
    text+=$char
  done
  printf '%s\n' "$text"
}

# autofs_start LINE...: starts automount with these lines of auto.master(5), whose maps are there, and returns when it serves all that
# they name; ended, and what it has mounted unmounted, when the VM ends.
autofs_start() {
  local line process
  local -a places=()
  printf '%s\n' "$@" >"$autofs_master"
  for line in "$@"; do autofs_places "$line"; done
  modprobe autofs4 2>/dev/null
  # In a session of its own, which no step ends.
  setsid automount --foreground --verbose --pid-file "$autofs_pid" "$autofs_master" </dev/null >"$autofs_log" 2>&1 &
  process=$!
  at_end autofs-stop
  wait_for 20 autofs_settled "$process"
  autofs_serves && return
  printf 'automount %s\n' "$(kill -0 "$process" 2>/dev/null && echo 'does not serve what its maps name' || echo 'has ended')" >&2
  cat "$autofs_log" >&2
  autofs_explain "$(<"$autofs_log")" >&2
  return 1
}

# autofs_places LINE: puts the directories of a line of auto.master into `places`: of a direct map those that are its keys.
autofs_places() {
  local place map key
  read -r place map _ <<<"$1"
  if [[ $place != /- ]]; then
    places+=("$place")
    return
  fi
  # Without -r a backslash is gone, and what is behind it is as it is.
  # shellcheck disable=SC2162
  while read key _; do
    [[ $key == /* ]] && places+=("$key")
  done <"${map#file:}"
}

autofs_settled() { ! kill -0 "$1" 2>/dev/null || autofs_serves; }

autofs_serves() {
  local place
  for place in "${places[@]}"; do mounted "$place" || return; done
}

# autofs_explain TEXT: why automount, which has said that, serves nothing.
autofs_explain() {
  case $1 in
    *'/dev/autofs'* | *'autofs'*'protocol version'* | *'kernel'*'not'*'autofs'* | *'failed to open'*pipe*) echo "Does this kernel have autofs (CONFIG_AUTOFS_FS)?" ;;
    *'cannot open lookup module'* | *'cannot open'*'module'*) echo "The image lacks that module of automount's: is autofs installed whole on the host, or AUTOFS_SRC built?" ;;
  esac
}
