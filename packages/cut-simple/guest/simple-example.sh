# shellcheck shell=bash
# Sourced by the guest when it is up, with the autorun library at hand (docs/autorun.md). Its status is the autorun's.

# An autorun may format disks: it must never run on the machine of someone who starts it by mistake.
[[ -e /rapido/image.json ]] || { echo "This runs in a Rapido VM only: rapido run simple-example" >&2; exit 1; }

echo "Hello from Linux $(</proc/sys/kernel/osrelease), in VM $RAPIDO_VM."
