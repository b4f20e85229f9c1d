# shellcheck shell=bash
[[ -e /rapido/image.json ]] || { echo "This runs in a Rapido VM only: rapido run autofs-direct-cifs" >&2; exit 1; }

# shellcheck source=client/autofs-cifs.sh
. /usr/lib/rapido-samba/autofs-cifs.sh

autofs_cifs '/- /etc/auto.cifs' "/smb/$CIFS_SHARE"
