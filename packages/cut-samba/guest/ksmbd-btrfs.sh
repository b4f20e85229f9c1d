# shellcheck shell=bash
[[ -e /rapido/image.json ]] || { echo "This runs in a Rapido VM only: rapido run ksmbd-btrfs" >&2; exit 1; }

# shellcheck source=lib/account.sh
. /usr/lib/rapido-samba/lib/account.sh
# shellcheck source=lib/local-share.sh
. /usr/lib/rapido-samba/lib/local-share.sh
# shellcheck source=lib/ksmbd.sh
. /usr/lib/rapido-samba/lib/ksmbd.sh

share_account
share_local btrfs mkfs.btrfs -q -f
ksmbd_user
ksmbd_start
