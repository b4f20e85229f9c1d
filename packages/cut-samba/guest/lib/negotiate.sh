# shellcheck shell=bash
# Asking an SMB server whether it is there.

# smb_answers HOST: whether the server answers an SMB2 NEGOTIATE ([MS-SMB2] 2.2.3) at port 445, for dialects 2.0.2 and 2.1.
smb_answers() {
  local LC_ALL=C socket said _
  local zeros='\0\0\0\0\0\0\0\0'
  local header="\xfeSMB\x40\0\0\0$zeros$zeros$zeros$zeros$zeros$zeros$zeros"
  local body="\x24\0\x02\0\x01\0\0\0\0\0\0\0$zeros$zeros$zeros\x02\x02\x10\x02"
  { exec {socket}<>"/dev/tcp/$1/445"; } 2>/dev/null || return
  # shellcheck disable=SC2059
  printf "\0\0\0\x68$header$body" >&"$socket"
  # The answer begins as the header does; before it is its length, in which there may be a B, too.
  for _ in 1 2 3; do
    IFS= read -r -d B -t 5 -u "$socket" said 2>/dev/null || break
    [[ $said == *$'\xfeSM' ]] && break
  done
  exec {socket}>&-
  [[ $said == *$'\xfeSM' ]]
}
