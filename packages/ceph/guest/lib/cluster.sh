# shellcheck shell=bash
# The cluster that the run's payload names, and the key of its user.

ceph_directory=/etc/ceph
# Longest time that the kernel waits for a monitor, and for an MDS, in seconds.
ceph_mount_timeout=30
# What the clients in the kernel log, for attempt.sh.
# shellcheck disable=SC2034
kernel_records='^(libceph|rbd([0-9].*)?|ceph):'

# ceph_cluster: reads who the client is and where the monitors are: CEPH_CLIENT, CEPH_MODE and CEPH_MONITORS.
ceph_cluster() {
  if [[ ! -r $ceph_directory/cluster ]]; then
    echo "$ceph_directory/cluster is not there: the payload of this run names no cluster." >&2
    return 1
  fi
  # shellcheck source=/dev/null
  . "$ceph_directory/cluster"
  CEPH_CLIENT=${CEPH_CLIENT#client.}
}

# ceph_monitors: prints the monitors as the kernel takes them, which knows no names: ADDRESS:PORT, with commas between them.
ceph_monitors() {
  local entry host address rest
  local -a entries=() found=()
  IFS=, read -r -a entries <<<"$CEPH_MONITORS"
  for entry in "${entries[@]}"; do
    host=${entry%:*}
    if [[ $host != \[* && ! $host =~ ^[0-9.]+$ ]]; then
      read -r address rest < <(getent ahosts "$host")
      if [[ ! $address ]]; then
        echo "The monitor $entry is left out: the VM finds no address of $host." >&2
        continue
      fi
      [[ $address != *:* ]] || address="[$address]"
      entry=$address:${entry##*:}
      address=''
    fi
    found+=("$entry")
  done
  if ((${#found[@]} == 0)); then
    echo "No monitor is left. Write addresses instead of names into ceph.conf, or have the VM ask a DNS server that knows them." >&2
    return 1
  fi
  (IFS=, && printf '%s\n' "${found[*]}")
}

# ceph_client_options: prints the options that the kernel's clients have in common; they name the key, and do not hold it.
ceph_client_options() {
  local options=name=$CEPH_CLIENT
  [[ ! -s $ceph_directory/keyring ]] || options+=,key=client.$CEPH_CLIENT
  options+=,mount_timeout=$ceph_mount_timeout
  # Kernels before 5.11 do not know it, and have msgr1 only.
  [[ $CEPH_MODE == legacy ]] || options+=,ms_mode=$CEPH_MODE
  printf '%s\n' "$options"
}

# ceph_add_key: gives the key of the user to the kernel, in whose keyring the clients look for it (keyrings(7)); a cluster without
# authentication needs none.
ceph_add_key() {
  [[ -s $ceph_directory/keyring ]] || return 0
  ceph_cluster || return
  local key said
  key=$(ceph_key)
  # It brings the type of the key.
  modprobe libceph 2>/dev/null
  said=$(set -o pipefail && base64 -d <<<"$key" 2>&1 | keyctl padd ceph "client.$CEPH_CLIENT" @us 2>&1) && return
  echo "The kernel does not take the key of client.$CEPH_CLIENT: ${said##*: }" >&2
  case $said in
    *'Invalid argument'*) echo "It is no key of Ceph: look at the keyring that it comes from (CEPH_KEYRING)." >&2 ;;
    *'No such device'*) echo "It has no client of Ceph (CONFIG_CEPH_LIB)." >&2 ;;
  esac
  return 1
}

# ceph_key: prints the key, in base64.
ceph_key() {
  local name equals value
  while read -r name equals value; do
    [[ $name == key && $equals == '=' ]] && printf '%s\n' "$value" && return
  done <"$ceph_directory/keyring"
}
