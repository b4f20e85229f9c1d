# shellcheck shell=bash
# Sourced by the guest when it is up, with the autorun library (docs/autorun.md) at hand.

echo "Hello from Linux $(uname -r), in VM $RAPIDO_VM."
