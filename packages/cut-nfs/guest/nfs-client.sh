# shellcheck shell=bash
[[ -e /rapido/image.json ]] || { echo "This runs in a Rapido VM only: rapido run nfs-client" >&2; exit 1; }

nfs-mount /mnt/nfs || die "nfs-client: nothing is mounted"
cd /mnt/nfs || exit
