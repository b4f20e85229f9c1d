# shellcheck shell=bash
[[ -e /rapido/image.json ]] || { echo "This runs in a Rapido VM only: rapido run samba-xfs" >&2; exit 1; }

# shellcheck source=lib/local-share.sh
. /usr/lib/rapido-samba/lib/local-share.sh
# shellcheck source=lib/samba.sh
. /usr/lib/rapido-samba/lib/samba.sh

samba_user
share_local xfs mkfs.xfs -q -f
samba_start
