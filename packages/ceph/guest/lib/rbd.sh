# shellcheck shell=bash
# Images that the kernel has mapped (Documentation/ABI/testing/sysfs-bus-rbd).

rbd_bus=/sys/bus/rbd
rbd_links=/dev/rbd

# rbd_spec [[POOL/]IMAGE]: sets pool and image; those of the settings unless given.
rbd_spec() {
  pool=${CEPH_RBD_POOL:-rbd} image=${1:-$CEPH_RBD_IMAGE}
  if [[ $image == */* ]]; then
    pool=${image%%/*} image=${image#*/}
  fi
  if [[ ! $1 && $image == *[[:blank:]]* ]]; then
    echo "CEPH_RBD_IMAGE names several images: say which one." >&2
    return 2
  fi
  if [[ ! $pool || ! $image || $pool$image == *[[:space:]/]* ]]; then
    echo "\"${1:-$CEPH_RBD_IMAGE}\" is no image, as rbd/test or test." >&2
    return 2
  fi
}

# rbd_find POOL IMAGE: prints the number of its device; status 1 where it is not mapped.
rbd_find() {
  local device its_pool its_image
  for device in "$rbd_bus"/devices/*; do
    { read -r its_pool <"$device/pool" && read -r its_image <"$device/name"; } 2>/dev/null || continue
    if [[ $its_pool == "$1" && $its_image == "$2" ]]; then
      printf '%s\n' "${device##*/}"
      return
    fi
  done
  return 1
}

# rbd_control add|remove: prints the file that takes the order. With the single major number of all devices the old ones are refused.
rbd_control() {
  if [[ -e $rbd_bus/$1_single_major ]]; then
    printf '%s\n' "$rbd_bus/$1_single_major"
  else
    printf '%s\n' "$rbd_bus/$1"
  fi
}

# rbd_order add|remove TEXT: gives the order; the kernel is done with it when this ends.
rbd_order() {
  local file
  file=$(rbd_control "$1") && printf '%s' "$2" >"$file"
}

# rbd_link POOL IMAGE DEVICE: the link that udev would make.
rbd_link() {
  mkdir -p "$rbd_links/$1" && ln -sfn "../../${3##*/}" "$rbd_links/$1/$2"
}

# By their bits, as the rbd program names them (librbd's features.h).
rbd_features=(
  layering striping exclusive-lock object-map fast-diff deep-flatten journaling data-pool operations migrating non-primary
  dirty-cache
)

# rbd_feature_names MASK: prints the names of its features, one a line.
rbd_feature_names() {
  local bit
  for ((bit = 0; bit < 64; bit++)); do
    (($1 >> bit & 1)) && printf '%s\n' "${rbd_features[bit]:-bit $bit}"
  done
  return 0
}

# rbd_explain_features MASK: what an image has that this kernel cannot, and what to do about it.
rbd_explain_features() {
  local supported name
  local -a missing=() switched=()
  read -r supported 2>/dev/null <"$rbd_bus/supported_features" || supported=0
  mapfile -t missing < <(rbd_feature_names "$(($1 & ~supported))")
  for name in "${missing[@]}"; do
    case $name in exclusive-lock | object-map | fast-diff | deep-flatten | journaling | dirty-cache) switched+=("$name") ;; esac
  done
  echo "This kernel's client does not know these features of the image: ${missing[*]}"
  if ((${#switched[@]} == ${#missing[@]})); then
    echo "Switch them off, on the host: rbd feature disable $pool/$image ${switched[*]}"
  else
    echo "Not all of them can be switched off: make an image with --image-feature layering, and name it by CEPH_RBD_IMAGE."
  fi
}

# rbd_explain STATUS: why mapping failed; status 1 where this does not know.
rbd_explain() {
  # shellcheck disable=SC2154 # attempt.sh's
  case $kernel_said in
    *'unsupported features: 0x'*)
      local mask=${kernel_said##*unsupported features: }
      mask=${mask%%[!0-9a-fx]*}
      rbd_explain_features "$mask"
      ;;
    *pool*'does not exist'*) echo "There is no pool $pool: CEPH_RBD_POOL names it; ceph osd pool ls lists them." ;;
    *image*'does not exist'*)
      echo "There is no image $image in the pool $pool: rbd ls $pool lists them, rapido run --create-image makes one."
      ;;
    *'failed to blocklist'*)
      printf '%s\n' "A client that is gone has the image's lock still, and client.$CEPH_CLIENT may not break it: it needs the right to put that one on" \
        "the blocklist, as 'profile rbd' of the monitors has it (ceph auth caps); or remove the lock: rbd lock ls $pool/$image; rbd lock rm ..."
      ;;
    *'locked by external mechanism'* | *'failed to acquire lock: -30'*)
      printf '%s\n' "Another client has the image for itself. Who that is: rbd lock ls $pool/$image; rbd status $pool/$image"
      ;;
    *'no lock owners detected'*)
      printf '%s\n' "Another client has the image's lock, and neither answers nor has been given up by the cluster, which takes it" \
        "half a minute (osd_client_watch_timeout): rbd status $pool/$image; rbd lock ls $pool/$image"
      ;;
    *)
      [[ $said == *'not permitted'* || $said == *'ermission denied'* ]] && [[ $kernel_said == *'session established'* ]] || return 1
      echo "client.$CEPH_CLIENT may not use the pool $pool: ceph auth get client.$CEPH_CLIENT shows what it may."
      ;;
  esac
}
