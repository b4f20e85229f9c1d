# shellcheck shell=bash
[[ -e /rapido/image.json ]] || { echo "This runs in a Rapido VM only: rapido run cephfs" >&2; exit 1; }

cephfs-mount /mnt/cephfs || exit
cd /mnt/cephfs || exit
echo "CephFS is mounted at /mnt/cephfs, and unmounted when the VM ends."
