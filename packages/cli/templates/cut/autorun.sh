# shellcheck shell=bash
# Sourced by the guest when it is up. Its status is the autorun's: anything but 0 ends the run with that status.

# An autorun may format disks: it must never run on the machine of someone who starts it by mistake.
[[ -e /rapido/image.json ]] || { echo "This runs in a Rapido VM only: rapido run __NAME__" >&2; exit 1; }

echo "$__SETTING__ from Linux $(</proc/sys/kernel/osrelease), in VM $RAPIDO_VM."
