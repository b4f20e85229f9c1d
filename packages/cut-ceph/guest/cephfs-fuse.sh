# shellcheck shell=bash
[[ -e /rapido/image.json ]] || { echo "This runs in a Rapido VM only: rapido run cephfs-fuse" >&2; exit 1; }

cephfs-fuse-mount /mnt/cephfs || exit
cd /mnt/cephfs || exit
echo "CephFS is mounted at /mnt/cephfs by ceph-fuse, and unmounted when the VM ends."
