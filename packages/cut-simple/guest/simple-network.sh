# shellcheck shell=bash
# Sourced by the guest when it is up, and so is its network: addresses, routes and /etc/hosts are there (docs/network.md).

# An autorun may format disks: it must never run on the machine of someone who starts it by mistake.
[[ -e /rapido/image.json ]] || { echo "This runs in a Rapido VM only: rapido run simple-network" >&2; exit 1; }

if [[ -d /sys/class/net/eth0 ]]; then
  echo "This is VM $RAPIDO_VM, $RAPIDO_HOSTNAME in the network:"
  ip -brief address show scope global
  peer=rapido$((RAPIDO_VM == 1 ? 2 : 1))
  if grep -qw "$peer" /etc/hosts; then echo "Start another one, and try: ping $peer"; fi
else
  echo "This is VM $RAPIDO_VM, without a network (--net none)."
fi
