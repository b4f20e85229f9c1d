# shellcheck shell=bash
# Whether a server of ONC RPC answers (RFC 5531), without a program for it.

# rpc_answers ADDRESS PORT PROGRAM VERSION: calls procedure 0 of it over TCP; status 0 when that was done, 1 when not within 5 seconds.
rpc_answers() {
  # It would end whoever has nobody at the other end to write to.
  (trap '' PIPE && rpc_call "$@") 2>/dev/null
}

# In a subshell: a connection that cannot be opened ends no caller, and one that is open goes with it.
rpc_call() {
  local connection program version LC_ALL=C
  printf -v program '\\x%02x\\x%02x\\x%02x\\x%02x' "$(($3 >> 24 & 255))" "$(($3 >> 16 & 255))" "$(($3 >> 8 & 255))" "$(($3 & 255))"
  printf -v version '\\x00\\x00\\x00\\x%02x' "$4"
  exec {connection}<>"/dev/tcp/$1/$2" || return
  # The last fragment, of 40 bytes; xid, a call, RPC version 2, program, version, procedure 0, and no credentials (twice).
  printf '%b' '\x80\x00\x00\x28RAPI\x00\x00\x00\x00\x00\x00\x00\x02' "$program" "$version" \
    '\x00\x00\x00\x00' '\x00\x00\x00\x00\x00\x00\x00\x00' '\x00\x00\x00\x00\x00\x00\x00\x00' >&"$connection" || return
  # Marker, xid, a reply (1) that is accepted (0), a verifier without a body, success (0).
  [[ $(rpc_reply "$connection") == '80 00 00 18 52 41 50 49 00 00 00 01 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 ' ]]
}

# rpc_reply CONNECTION: prints the 28 bytes of a reply without results, in hexadecimal.
rpc_reply() {
  local byte count
  for ((count = 0; count < 28; count++)); do
    # A NUL ends what is read, and leaves nothing.
    IFS= read -r -d '' -n 1 -t 5 -u "$1" byte || return
    if [[ $byte ]]; then printf '%02x ' "'$byte"; else printf '00 '; fi
  done
}
