# shellcheck shell=bash
[[ -e /rapido/image.json ]] || { echo "This runs in a Rapido VM only: rapido run qemu-rbd" >&2; exit 1; }

image=$CEPH_RBD_IMAGE
[[ $image == */* ]] || image=$CEPH_RBD_POOL/$image
RBD_DEVICE=$(wait_for 30 disk_by_serial RBD) || die "There is no disk with the serial RBD."
export RBD_DEVICE
echo "$image is $RBD_DEVICE (\$RBD_DEVICE)."
