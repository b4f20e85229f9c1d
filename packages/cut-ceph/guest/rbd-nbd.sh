# shellcheck shell=bash
[[ -e /rapido/image.json ]] || { echo "This runs in a Rapido VM only: rapido run rbd-nbd" >&2; exit 1; }

image=$CEPH_RBD_IMAGE
[[ $image == */* ]] || image=$CEPH_RBD_POOL/$image
RBD_NBD_DEVICE=$(rbd-nbd-map) || exit
export RBD_NBD_DEVICE
echo "$image is $RBD_NBD_DEVICE (\$RBD_NBD_DEVICE), and unmapped when the VM ends."
