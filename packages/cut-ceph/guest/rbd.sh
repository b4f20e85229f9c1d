# shellcheck shell=bash
[[ -e /rapido/image.json ]] || { echo "This runs in a Rapido VM only: rapido run rbd" >&2; exit 1; }

device=$(rbd-map) || exit
echo "The image is $device, and /dev/rbd/$CEPH_RBD_POOL/$CEPH_RBD_IMAGE; it is unmapped when the VM ends."
