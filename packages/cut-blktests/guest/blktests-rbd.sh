# shellcheck shell=bash
# An autorun may format disks: it must never run on the machine of someone who starts it by mistake.
[[ -e /rapido/image.json ]] || { echo "This runs in a Rapido VM only: rapido run blktests-rbd" >&2; exit 1; }

# shellcheck source=lib/blktests.sh
. /usr/lib/blktests/blktests.sh

# rbd_image: prints the image of this VM: of several each has its own, and one that replaces another has that one's.
rbd_image() {
  local images
  read -rd '' -a images <<<"$CEPH_RBD_IMAGE"
  ((${#images[@]} >= RAPIDO_JOB)) ||
    die "blktests-rbd: this is VM $RAPIDO_JOB of --jobs, and CEPH_RBD_IMAGE names fewer: \"${images[*]}\". Name an image for each, with blanks between them."
  printf '%s\n' "${images[RAPIDO_JOB - 1]}"
}

# What is run when nothing stands after `--`.
export BLKTESTS_DEFAULT='-q -d'
image=$(rbd_image) || exit
# The image's lock of a VM that died passes on when the cluster has missed that for half a minute (osd_client_watch_timeout).
device=$(rbd-map "$image") || exit
set_up_blktests "$device"
