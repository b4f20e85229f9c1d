# shellcheck shell=bash
# Sourced by the guest when it is up, with the autorun library (docs/autorun.md) at hand.
[[ -e /rapido/image.json ]] || { echo "This runs in a Rapido VM only: rapido run simple-example" >&2; exit 1; }

echo "Hello from Linux $(uname -r), in VM $RAPIDO_VM."
