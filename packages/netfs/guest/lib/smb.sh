# shellcheck shell=bash
# What the kernel's client of SMB is told, also for suites and automount(8), which mount by themselves.

smb_credentials=/etc/cifs/credentials

# smb_device SHARE: prints what is mounted, as `//rapido1/test`.
smb_device() {
  # An address of IPv6 may be written in brackets.
  local server=${CIFS_SERVER#\[}
  if [[ ! $server ]]; then
    echo "There is no server: CIFS_SERVER is not set, and no other VM of this run serves SMB." >&2
    return 1
  fi
  printf '//%s/%s\n' "${server%\]}" "$1"
}

# smb_options: prints the mount options, without `-o`; they name the password's file, and do not hold it.
smb_options() {
  local options=${CIFS_MOUNT_OPTS#-o}
  options=${options# }
  printf 'credentials=%s%s\n' "$smb_credentials" "${options:+,$options}"
}
