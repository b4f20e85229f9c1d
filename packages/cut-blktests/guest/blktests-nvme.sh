# shellcheck shell=bash
# An autorun may format disks: it must never run on the machine of someone who starts it by mistake.
[[ -e /rapido/image.json ]] || { echo "This runs in a Rapido VM only: rapido run blktests-nvme" >&2; exit 1; }

# shellcheck source=lib/blktests.sh
. /usr/lib/blktests/blktests.sh

# What is run when nothing stands after `--`.
export BLKTESTS_DEFAULT='-q nvme'
set_up_disks
