# shellcheck shell=bash disable=SC2154 # fail and say are init's and channel.sh's
# The VM's network as the payload says (docs/guest-protocol.md). Its interfaces are known by their MACs; in commands, @0@ stands for
# the first one's name. One ip(8) sets all of them up; busybox speaks DHCP.

nic_macs=() nic_names=() nic_local=() nic_addresses=() ip_commands=() dhcp_nics=() dhcp_servers=()

# payload_nic MAC LINK_LOCAL ADDRESSES: the next interface; whether it gets IPv6's link-local address (yes, no); its static addresses
payload_nic() {
  nic_macs+=("$1") nic_local+=("$2") nic_addresses+=("$3")
}

# payload_ip COMMAND: what ip(8) is to do, as `link set dev @0@ up`
payload_ip() { ip_commands+=("$1"); }

# payload_dhcp INDEX SECONDS ADDRESS: asks for the interface's address, at most that long; for this one, if it is not empty
payload_dhcp() { dhcp_nics+=("$1 $2 $3"); }

# payload_dhcp_server INDEX LINES: runs a DHCP server on the interface; the lines are udhcpd.conf(5)'s
payload_dhcp_server() { dhcp_servers+=("$1 $2"); }

# payload_hosts LINES: hosts(5)
payload_hosts() { printf '%s' "$1" >/etc/hosts; }

# payload_peers PREFIX OFFSET FIRST LAST: more of it, of VMs whose numbers are in their addresses
payload_peers() {
  local number
  for ((number = $3; number <= $4; number++)); do
    printf '%s%d rapido%d\n' "$1" "$((number + $2))" "$number"
  done >>/etc/hosts
}

# payload_resolver LINES: resolv.conf(5)
payload_resolver() { printf '%s' "$1" >/etc/resolv.conf; }

set_up_network() {
  ((${#nic_macs[@]})) || return 0
  local index entry
  local -a words
  type -P ip >/dev/null || fail "network: the image has no ip(8): it was not cut for a network"
  find_nics
  for index in "${!nic_names[@]}"; do
    [[ ${nic_local[index]} == yes ]] || silence_ipv6 "${nic_names[index]}"
  done
  run_ip
  await_states
  for entry in "${dhcp_nics[@]}"; do
    read -r -a words <<<"$entry"
    ask_dhcp "${words[@]}"
  done
  for entry in "${dhcp_servers[@]}"; do serve_dhcp "${entry%% *}" "${entry#* }"; done
  for index in "${!nic_names[@]}"; do say network "${nic_names[index]}" "${nic_addresses[index]}"; done
}

find_nics() {
  local index path mac
  for index in "${!nic_macs[@]}"; do
    for path in /sys/class/net/*; do
      read -r mac <"$path/address"
      [[ $mac == "${nic_macs[index]}" ]] && nic_names[index]=${path##*/}
    done
    [[ ${nic_names[index]} ]] || fail "network: the kernel shows no interface with the address ${nic_macs[index]}"
  done
} 2>/dev/null

# silence_ipv6 NAME: no address of its own making, and none that a router offers.
silence_ipv6() {
  local settings=/proc/sys/net/ipv6/conf/$1
  [[ -d $settings ]] || return 0
  echo 1 >"$settings/addr_gen_mode"
  echo 0 >"$settings/accept_ra"
}

run_ip() {
  local text said
  printf -v text '%s\n' 'link set dev lo up' "${ip_commands[@]}"
  name_nics text
  said=$(ip -batch - <<<"$text" 2>&1) && return
  # "Command failed -:3" is the third line.
  if [[ $said =~ (.*)Command\ failed\ -:([0-9]+) ]]; then
    said="ip ${ip_commands[BASH_REMATCH[2] - 2]}: ${BASH_REMATCH[1]%$'\n'}"
    name_nics said
  fi
  [[ -d /proc/sys/net/ipv6 ]] || said+=' (this kernel has no IPv6)'
  fail "network: $said"
}

# What the kernel says of an interface's state follows its real one, mostly at once, but at the latest after a second
# (net/core/link_watch.c). Autoruns may look at it.
await_states() {
  local name tries
  for name in "${nic_names[@]}"; do
    for ((tries = 0; tries < 50; tries++)); do
      [[ $(<"/sys/class/net/$name/operstate") == up ]] && break
      sleep 0.02
    done
  done
}

# name_nics VARIABLE: puts the interfaces' names in.
name_nics() {
  local -n text_of=$1
  local index
  for index in "${!nic_names[@]}"; do text_of=${text_of//@$index@/${nic_names[index]}}; done
}

# udhcpc stays, to renew the lease. So what it prints goes to a file: a pipe would stay open.
ask_dhcp() {
  local index=$1 seconds=$2 name=${nic_names[$1]}
  type -P busybox >/dev/null || fail "network: DHCP needs busybox in the image; install it, and cut again"
  busybox udhcpc -n -t "$seconds" -T 1 -i "$name" ${3:+-r "$3"} -s /rapido/dhcp -x "hostname:$RAPIDO_HOSTNAME" \
    >/rapido/run/error 2>&1 3>&- 4>&-
  [[ -s /rapido/run/dhcp-$name ]] ||
    fail "network: no DHCP server gave $name an address within $seconds s: $(tail -n 1 /rapido/run/error)"
  nic_addresses[index]="$(</rapido/run/dhcp-"$name")${nic_addresses[index]:+ ${nic_addresses[index]}}"
}

serve_dhcp() {
  local name=${nic_names[$1]} file
  type -P busybox >/dev/null || fail "network: a DHCP server needs busybox in the image; install it, and cut again"
  file=/rapido/run/udhcpd-$name
  printf 'interface %s\nlease_file %s.leases\npidfile %s.pid\n%s\n' "$name" "$file" "$file" "$2" >"$file.conf"
  : >"$file.leases"
  busybox udhcpd "$file.conf" >/rapido/run/error 2>&1 3>&- 4>&- || fail "network: the DHCP server on $name: $(</rapido/run/error)"
}
