/** What `check` itself and most tests call. */
export const NEEDED_PROGRAMS = words(`
  awk basename blkid blockdev cmp column comm cp cut date dd df diff dirname dmesg du env expr fallocate false file find findmnt fio
  gawk getconf getopt grep gzip head hexdump hostname id ip kill kmod ln logger losetup lsblk mkdir mkfifo mkfs.ext4 mknod
  mktemp modinfo modprobe mount mountpoint mv nproc od partx paste pgrep pidof pkill printf ps readlink realpath rmdir rmmod
  sed seq sha256sum shuf sort split stat tail tee test timeout touch tput tr true truncate umount uniq uptime wc which
  wipefs xargs yes zgrep
`);

/** What single tests call, which say so and are skipped where it is not there; and what one looks at devices with. */
export const OPTIONAL_PROGRAMS = words(`
  bc bcache-super-show blkdiscard blkparse blktrace blkzone btt btrfs cryptsetup dmsetup ethtool expect fdisk fscrypt
  fsck.ext4 fuser genl-ctrl-list hdparm ionice killall less lsof lspci lsscsi lvcreate lvm lvremove make-bcache
  mdadm mke2fs mkfs.btrfs mkfs.ext2 mkfs.f2fs mkfs.vfat mkfs.xfs multipath multipathd nbd-client nbd-server nvme parted
  partprobe ping pvcreate pvremove rdma rublk setpci sg_dd sg_inq sg_logs sg_map sfdisk sg_raw sg_read_long sg_readcap sg_reset
  sg_vpd strace sysctl taskset tc tlshd uuidgen vgchange vgcreate vgdisplay vgremove xfs_db xfs_info
  xfs_io xfs_repair
`);

function words(text: string): string[] {
  return text.trim().split(/\s+/);
}
