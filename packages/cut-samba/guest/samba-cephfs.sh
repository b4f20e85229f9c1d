# shellcheck shell=bash
[[ -e /rapido/image.json ]] || { echo "This runs in a Rapido VM only: rapido run samba-cephfs" >&2; exit 1; }

# shellcheck source=lib/cephfs-share.sh
. /usr/lib/rapido-samba/lib/cephfs-share.sh
# shellcheck source=lib/samba.sh
. /usr/lib/rapido-samba/lib/samba.sh

samba_user
share_cephfs
samba_start
