# shellcheck shell=bash
[[ -e /rapido/image.json ]] || { echo "This runs in a Rapido VM only: rapido run ctdb-cephfs" >&2; exit 1; }

# shellcheck source=lib/cephfs-share.sh
. /usr/lib/rapido-samba/lib/cephfs-share.sh
# shellcheck source=lib/samba.sh
. /usr/lib/rapido-samba/lib/samba.sh
# shellcheck source=lib/ctdb.sh
. /usr/lib/rapido-samba/lib/ctdb.sh

share_cephfs
ctdb_start
samba_user
samba_start
