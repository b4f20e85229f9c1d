# shellcheck shell=bash
[[ -e /rapido/image.json ]] || { echo "This runs in a Rapido VM only: rapido run autofs-indirect-cifs" >&2; exit 1; }

# shellcheck source=client/autofs-cifs.sh
. /usr/lib/rapido-samba/autofs-cifs.sh

autofs_cifs '/smb /etc/auto.cifs' "$CIFS_SHARE"
