/** What `check` itself and most tests call. */
export const NEEDED_PROGRAMS = words(`
  awk basename blkid blockdev column cp cut date dd df diff dirname dmesg du env expr fallocate false find findmnt fio gawk
  getconf getopt grep gzip head id ip kill kmod ln losetup lsblk mkdir mkfs.ext4 mktemp modinfo modprobe mount mountpoint mv nproc
  od pgrep printf ps readlink realpath rmdir rmmod sed seq sha256sum shuf sort split stat tail tee test timeout touch
  tr true truncate umount uniq uptime wc which wipefs xargs yes zgrep
`);

/** What single tests call, which say so and are skipped where it is not there; and what one looks at devices with. */
export const OPTIONAL_PROGRAMS = words(`
  bc bcache-super-show blkdiscard blkparse blktrace blkzone btt btrfs cmp comm cryptsetup dmsetup ethtool expect fdisk file
  fscrypt fsck.ext4 fuser genl-ctrl-list hdparm hexdump hostname ionice killall less logger lsof lspci lsscsi lvcreate lvm
  lvremove make-bcache mdadm mke2fs mkfifo mkfs.btrfs mkfs.ext2 mkfs.f2fs mkfs.vfat mkfs.xfs mknod multipath multipathd
  nbd-client nbd-server nvme parted partprobe partx paste pidof ping pkill pvcreate pvremove rdma rublk setpci sfdisk sg_dd sg_inq
  sg_logs sg_map sg_raw sg_read_long sg_readcap sg_reset sg_vpd strace sysctl taskset tc tlshd tput uuidgen vgchange vgcreate
  vgdisplay vgremove xfs_db xfs_info xfs_io xfs_repair
`);

function words(text: string): string[] {
  return text.trim().split(/\s+/);
}
