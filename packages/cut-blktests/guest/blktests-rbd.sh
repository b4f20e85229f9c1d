# shellcheck shell=bash
# An autorun may format disks: it must never run on the machine of someone who starts it by mistake.
[[ -e /rapido/image.json ]] || { echo "This runs in a Rapido VM only: rapido run blktests-rbd" >&2; exit 1; }

# shellcheck source=lib/blktests.sh
. /usr/lib/blktests/blktests.sh

# rbd_image: prints the image of this VM: of several VMs each has its own.
rbd_image() {
  local images
  read -rd '' -a images <<<"$CEPH_RBD_IMAGE"
  ((${#images[@]} >= RAPIDO_JOB)) ||
    die "CEPH_RBD_IMAGE names ${#images[@]}, and this is VM $RAPIDO_JOB of --jobs: each needs an image of its own."
  printf '%s\n' "${images[RAPIDO_JOB - 1]}"
}

# What is run when nothing stands after `--`.
export BLKTESTS_DEFAULT='-q -d'
image=$(rbd_image) || exit
device=$(rbd-map "$image") || exit
set_up_blktests "$device"
