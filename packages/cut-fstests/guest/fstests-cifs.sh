# shellcheck shell=bash
[[ -e /rapido/image.json ]] || { echo "This runs in a Rapido VM only: rapido run fstests-cifs" >&2; exit 1; }

fstests_begin cifs
(
  umask 077
  printf "username=%s\npassword=%s\n" "$CIFS_USER" "$CIFS_PW" >/run/cifs-credentials
  [[ ! $CIFS_DOMAIN ]] || printf "domain=%s\n" "$CIFS_DOMAIN" >>/run/cifs-credentials
)
export TEST_DEV=//$CIFS_SERVER/$CIFS_SHARE
export CIFS_MOUNT_OPTIONS="-o credentials=/run/cifs-credentials${CIFS_MOUNT_OPTS:+,${CIFS_MOUNT_OPTS#-o }}"
export TEST_FS_MOUNT_OPTS=${TEST_FS_MOUNT_OPTS:-$CIFS_MOUNT_OPTIONS}
fstests_ready
