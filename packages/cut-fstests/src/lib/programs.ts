/** What `check` does not start without, and what nearly every test calls. */
export const PROGRAMS = words(`
  awk basename bash bc blkid blockdev cat chgrp chmod chown cmp comm cp cut date dd df diff dirname du echo egrep expr factor false
  fallocate fgrep find findmnt flock free getconf getent grep gzip head hostname id install ip kill killall ldd ln logger losetup ls lsblk
  md5sum mkdir mkfifo mkfs mknod mkswap mktemp mount mv nproc od paste perl ps pgrep pkill printf pwd readlink realpath renice
  rev rm rmdir sed seq setpriv sha256sum shuf sleep sort split stat su swapoff swapon sync tac tail tar tee timeout touch tr true
  truncate tty umount uname uniq unlink unshare uuidgen wc which wipefs xargs xfs_io yes
`);

/** What some tests call, which are not run without. */
export const EXTRA_PROGRAMS = words(`
  accton attr blkdiscard blktrace blkparse blkzone bunzip2 bzip2 capsh chacl chattr checkbashisms chroot col column dbench debugfs
  dmsetup dump duperemove e2fsck e2image e4defrag edquota env file filefrag fio fsck fscryptctl fstrim fsverity fuser getcap
  getfacl getfattr gawk hexdump indent ionice keyctl link logname lsattr lsof lvm lz4 man mapfile mkfs.ext2 mkfs.ext3 mkfs.ext4
  mke2fs mkfs.xfs mountpoint nsenter nfs4_getfacl nfs4_setfacl numfmt openssl parted partx pidof pstree quota quotacheck
  quotaoff quotaon repquota resize2fs restore runcon script setcap setfacl setfattr setquota sfdisk sha1sum sqlite3 strace strings
  sum sysctl taskset thin_check time tune2fs dumpe2fs uptime useradd vmstat w who xfs_repair xfs_db xxd xz zstd
  lvcreate lvremove lvs pvcreate pvremove pvs vgcreate vgremove vgs
`);

/** Splits a list at its white space. */
export function words(text: string): string[] {
  return text.trim().split(/\s+/);
}
