# shellcheck shell=bash
# Who uses the share, as the system knows it.

# share_account: makes the account CIFS_USER, unless there is one of that name.
share_account() {
  local name
  while IFS=: read -r name _; do
    [[ $name != "$CIFS_USER" ]] || return 0
  done </etc/passwd
  printf '%s:x:1000:1000::/:/bin/false\n' "$CIFS_USER" >>/etc/passwd
  printf '%s:x:1000:\n' "$CIFS_USER" >>/etc/group
}
