# shellcheck shell=bash
# What the autoruns of all servers of Samba's do. Sourced.

# shellcheck source=account.sh
. /usr/lib/rapido-samba/lib/account.sh
# shellcheck source=negotiate.sh
. /usr/lib/rapido-samba/lib/negotiate.sh

# Of the directories in smb.conf.
samba_base=/run/samba
samba_conf=/etc/samba/smb.conf

# samba_user: makes the account CIFS_USER known to Samba, with its password.
samba_user() {
  local said
  share_account
  mkdir -p "$samba_base"/{private,state,cache,lock,pid,ncalrpc}
  chmod 700 "$samba_base/private"
  said=$(printf '%s\n%s\n' "$CIFS_PW" "$CIFS_PW" | samba_run smbpasswd -c "$samba_conf" -a -s -- "$CIFS_USER" 2>&1) ||
    die "smbpasswd takes neither $CIFS_USER nor the password: $said"
}

# samba_start: starts smbd, and returns when it answers clients.
samba_start() {
  local process tries=5 end=$((SECONDS + 120))
  samba_modules
  while :; do
    samba_daemon smbd smbd -F --no-process-group -s "$samba_conf" -l "$samba_base"
    wait_for $((end - SECONDS)) samba_settled "$process"
    smb_answers 127.0.0.1 && break
    { ((--tries)) && samba_outrun "$process"; } || samba_failed "$process"
  done
  echo "Samba serves the share \"$CIFS_SHARE\" for $CIFS_USER."
}

# samba_daemon NAME COMMAND [ARG...]: starts it in a session of its own, until the VM ends; sets `process` to its number.
samba_daemon() {
  local name=$1
  shift
  # shellcheck disable=SC2016
  read -r process < <(samba_run setsid bash -c 'echo "$$" && exec "$@" </dev/null >"$0" 2>&1' "$samba_base/$name.out" "$@")
  printf '%s\n' "$process" >"$samba_base/$name"
  at_end samba-stop
}

# Ready, or not there any more.
samba_settled() { smb_answers 127.0.0.1 || ! kill -0 "$1" 2>/dev/null; }

# samba_outrun PROCESS: whether smbd has ended because nodes of a cluster that start at once outrun each other: of those that would be the
# first to write down their version, smbd lets one do it and ends the others, with no version to name.
samba_outrun() {
  ! kill -0 "$1" 2>/dev/null && [[ $(cat "$samba_base/smbd.out" "$samba_base/log.smbd" 2>/dev/null) == *'smbd (null) already running'* ]] || return
  rm -f "$samba_base/log.smbd"
  echo "smbd starts again, as another node has started at the same time."
}

samba_failed() {
  local what="smbd does not answer at port 445."
  kill -0 "$1" 2>/dev/null || what="smbd has ended."
  tail -q -n 30 "$samba_base/smbd.out" "$samba_base/log.smbd" >&2
  die "$what What it has said is above."
}

# samba_run COMMAND [ARG...]: in a process that is its alone. Neither the password is of use to it, nor what names files of the host's.
samba_run() { exec env -u CIFS_PW -u CEPH_CONF -u CEPH_KEYRING -u CEPH_ARGS "$@"; }

# samba_modules: puts the VFS modules of SAMBA_SRC where its smbd looks for them.
samba_modules() {
  local name directory path
  [[ -s /usr/lib/rapido-samba/modules ]] || return 0
  while read -r name directory; do
    [[ $name == MODULESDIR: ]] && break
  done < <(smbd -b)
  [[ $directory ]] || die "smbd -b does not say where it looks for modules."
  mkdir -p "$directory/vfs"
  while read -r path; do
    [[ -e $directory/vfs/${path##*/} ]] || ln -s "$path" "$directory/vfs/"
  done </usr/lib/rapido-samba/modules
}
