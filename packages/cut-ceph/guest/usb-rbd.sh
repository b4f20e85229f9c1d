# shellcheck shell=bash
[[ -e /rapido/image.json ]] || { echo "This runs in a Rapido VM only: rapido run usb-rbd" >&2; exit 1; }

image=$CEPH_RBD_IMAGE
[[ $image == */* ]] || image=$CEPH_RBD_POOL/$image
device=$(rbd-map) || exit
mount_once configfs /sys/kernel/config || die "The kernel has no configfs."
# The rest of rbd-usb would map the image itself, with the key among the options, where everybody can read it.
# shellcheck source=/dev/null
. /usr/lib/rbd-usb.env
_usb_expose "$device" Rapido "Ceph USB" RBD 0 || die "The image does not become a USB disk."
cd / || exit
at_end bash -c 'echo >/sys/kernel/config/usb_gadget/ceph/UDC'
echo "$image is $device, and a USB disk."
