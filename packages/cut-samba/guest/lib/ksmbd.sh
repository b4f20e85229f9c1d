# shellcheck shell=bash
# ksmbd: the server is in the kernel, and asks ksmbd.mountd for shares and users. Sourced.

# shellcheck source=negotiate.sh
. /usr/lib/rapido-samba/lib/negotiate.sh

ksmbd_said=/run/ksmbd.out
ksmbd_users=/etc/ksmbd/ksmbdpwd.db

# ksmbd_user: lets CIFS_USER log in. About one call in a hundred of ksmbd.adduser 3.5 stores another hash than that of the password,
# and hardly ever twice the same: right is what two calls agree on.
ksmbd_user() {
  local action=-a stored=none before tries=10
  mkdir -p /run/lock
  until [[ $stored == "$before" ]]; do
    ((tries--)) || die "ksmbd.adduser stores something else each time for the same password of $CIFS_USER."
    before=$stored
    ksmbd_adduser "$action"
    stored=$(cat "$ksmbd_users" 2>/dev/null)
    action=-u
  done
}

# ksmbd_adduser -a|-u: stores the password.
ksmbd_adduser() {
  local said
  said=$(printf '%s\n%s\n' "$CIFS_PW" "$CIFS_PW" | ksmbd_run ksmbd.adduser "$1" -- "$CIFS_USER" 2>&1) ||
    die "ksmbd.adduser takes neither $CIFS_USER nor the password: $said"
}

# ksmbd_start: starts ksmbd, and returns when it answers clients.
ksmbd_start() {
  local process
  # With job control, as on an interactive console, the number of a background setsid would be another one.
  # shellcheck disable=SC2016
  read -r process < <(ksmbd_run setsid bash -c 'echo "$$" && exec "$@" </dev/null >"$0" 2>&1' "$ksmbd_said" ksmbd.mountd -n)
  at_end ksmbd-stop
  wait_for 60 ksmbd_settled "$process"
  smb_answers 127.0.0.1 || ksmbd_failed "$process"
  ksmbd_warn_of_age
  echo "ksmbd serves the share \"$CIFS_SHARE\" for $CIFS_USER."
}

# Ready, or not there any more.
ksmbd_settled() { smb_answers 127.0.0.1 || ! kill -0 "$1" 2>/dev/null; }

ksmbd_failed() {
  local what="ksmbd does not answer at port 445."
  kill -0 "$1" 2>/dev/null || what="ksmbd.mountd has ended."
  tail -n 30 "$ksmbd_said" >&2
  die "$what What it has said is above."
}

# Kernels since 2024 take answers of ksmbd.mountd's only that have the size of theirs.
ksmbd_warn_of_age() {
  local version
  version=$(ksmbd.mountd -V 2>&1)
  [[ $version =~ ([0-9]+)\.([0-9]+) ]] || return 0
  ((BASH_REMATCH[1] * 100 + BASH_REMATCH[2] < 305)) || return 0
  echo "warning: ksmbd-tools ${BASH_REMATCH[0]} is too old for kernels since 2024: where clients find no share, set KSMBD_TOOLS_SRC to 3.5 or newer" >&2
}

# ksmbd_run COMMAND [ARG...]: in a process that is its alone, without the password.
ksmbd_run() { exec env -u CIFS_PW "$@"; }
