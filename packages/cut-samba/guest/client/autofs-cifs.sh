# shellcheck shell=bash
# A share that automount(8) mounts at /smb/CIFS_SHARE.

# shellcheck source=../../../netfs/guest/lib/autofs.sh
. /usr/lib/rapido-netfs/autofs.sh
# shellcheck source=../../../netfs/guest/lib/smb.sh
. /usr/lib/rapido-netfs/smb.sh

# autofs_cifs LINE KEY: starts automount with this line of its master map; in the map /etc/auto.cifs the share is at KEY.
autofs_cifs() {
  local device
  autofs_cifs_server && device=$(smb_device "$CIFS_SHARE") || return
  # Of automount one would only hear that there is no such directory.
  cifs-mount /run/cifs-check && cifs-umount /run/cifs-check && rmdir /run/cifs-check || return
  printf '%s -fstype=cifs,%s :%s\n' "$(autofs_word "$2")" "$(smb_options)" "$(autofs_word "$device")" >/etc/auto.cifs
  autofs_start "$1" || return
  # shellcheck disable=SC2154 # autofs.sh's
  printf '%s is mounted at /smb/%q as soon as something looks there; %s tells what automount does.\n' "$device" "$CIFS_SHARE" "$autofs_log"
}

# autofs_cifs_server: gives an address of IPv6 a name, as in maps a colon ends the name of a server.
autofs_cifs_server() {
  local address=${CIFS_SERVER#\[}
  address=${address%\]}
  [[ $address == *:* ]] || return 0
  if [[ $address == *%* ]]; then
    echo "automount takes no address with an interface in it ($CIFS_SERVER): name another one of the server." >&2
    return 1
  fi
  # As Windows writes it.
  CIFS_SERVER=${address//:/-}.ipv6-literal.net
  printf '%s %s\n' "$address" "$CIFS_SERVER" >>/etc/hosts
}
