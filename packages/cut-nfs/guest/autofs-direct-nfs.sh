# shellcheck shell=bash
[[ -e /rapido/image.json ]] || { echo "This runs in a Rapido VM only: rapido run autofs-direct-nfs" >&2; exit 1; }

# shellcheck source=../../netfs/guest/lib/nfs.sh
. /usr/lib/rapido-netfs/nfs.sh
# shellcheck source=../../netfs/guest/lib/autofs.sh
. /usr/lib/rapido-netfs/autofs.sh

device=$(nfs_device "$NFS_SHARE") && options=$(nfs_options) || exit
printf '/nfs/share -fstype=nfs%s %s\n' "${options:+,$options}" "$(autofs_word "$device")" >/etc/auto.nfs
autofs_start '/- file:/etc/auto.nfs' || die "autofs-direct-nfs: automount does not start"
# It is mounted when somebody goes there.
if ! ls /nfs/share/. >/dev/null; then
  nfs-mount /run/nfs && nfs-umount /run/nfs
  die "autofs-direct-nfs: $device is not mounted at /nfs/share; what automount says is in /run/automount.log"
fi
cd /nfs/share || exit
