# shellcheck shell=bash
[[ -e /rapido/image.json ]] || { echo "This runs in a Rapido VM only: rapido run rbd" >&2; exit 1; }

image=$CEPH_RBD_IMAGE
[[ $image == */* ]] || image=$CEPH_RBD_POOL/$image
device=$(rbd-map) || exit
echo "The image is $device, and /dev/rbd/$image; it is unmapped when the VM ends."
