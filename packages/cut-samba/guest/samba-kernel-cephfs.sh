# shellcheck shell=bash
[[ -e /rapido/image.json ]] || { echo "This runs in a Rapido VM only: rapido run samba-kernel-cephfs" >&2; exit 1; }

# shellcheck source=lib/samba.sh
. /usr/lib/rapido-samba/lib/samba.sh

samba_user
cephfs-mount /mnt/cephfs || exit
samba_start
