# shellcheck shell=bash
[[ -e /rapido/image.json ]] || { echo "This runs in a Rapido VM only: rapido run cifs" >&2; exit 1; }

cifs-mount /mnt/cifs || exit
cd /mnt/cifs || exit
echo "//$CIFS_SERVER/$CIFS_SHARE is mounted at /mnt/cifs, and unmounted when the VM ends."
