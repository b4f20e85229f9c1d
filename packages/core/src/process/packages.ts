/** The package that has a program, by distribution family. */
export type PackageNames = Readonly<Partial<Record<'debian' | 'fedora' | 'opensuse', string>>>;

/** The package that has `program` (or a shared library of that name), where known. */
export function packageOf(program: string): PackageNames | undefined {
  return PACKAGES.get(program);
}

/** For people: `Debian: dracut-core; Fedora: dracut; openSUSE: dracut`. */
export function describePackages(names: PackageNames): string {
  const families = { debian: 'Debian', fedora: 'Fedora', opensuse: 'openSUSE' } as const;
  return Object.entries(families)
    .flatMap(([family, title]) => {
      const name = names[family as keyof PackageNames];
      return name === undefined ? [] : [`${title}: ${name}`];
    })
    .join('; ');
}

const all = (name: string): PackageNames => ({ debian: name, fedora: name, opensuse: name });

/** Packages with the programs that they have, of those that Rapido and its cuts call. */
const PROGRAMS: readonly (readonly [PackageNames, string])[] = [
  // what Rapido itself runs
  [{ debian: 'dracut-core', fedora: 'dracut', opensuse: 'dracut' }, 'dracut lsinitrd'],
  [{ debian: 'qemu-system-x86', fedora: 'qemu-system-x86-core', opensuse: 'qemu-x86' }, 'qemu-system-x86_64'],
  [{ debian: 'qemu-system-common', fedora: 'virtiofsd', opensuse: 'virtiofsd' }, 'virtiofsd'],
  [{ debian: 'qemu-utils', fedora: 'qemu-img', opensuse: 'qemu-img' }, 'qemu-img qemu-nbd'],
  ...['curl', 'iscsi', 'nfs', 'rbd', 'ssh'].map((driver): readonly [PackageNames, string] => [
    { debian: 'qemu-block-extra', fedora: `qemu-block-${driver}`, opensuse: `qemu-block-${driver}` },
    `block-${driver}.so`,
  ]),
  [all('kmod'), 'depmod modprobe modinfo lsmod insmod rmmod'],
  [all('zstd'), 'zstd'],
  [{ debian: 'xz-utils', fedora: 'xz', opensuse: 'xz' }, 'xz'],
  [all('gzip'), 'gzip zcat'],
  [all('cpio'), 'cpio'],
  [{ debian: 'iproute2', fedora: 'iproute', opensuse: 'iproute2' }, 'ip ss bridge'],
  [{ debian: 'dnsmasq-base', fedora: 'dnsmasq', opensuse: 'dnsmasq' }, 'dnsmasq'],
  [{ debian: 'busybox-static', fedora: 'busybox', opensuse: 'busybox' }, 'busybox'],
  [{ debian: 'iproute2', fedora: 'iproute-tc', opensuse: 'iproute2' }, 'tc'],
  [{ debian: 'iproute2', fedora: 'iproute', opensuse: 'iproute2-rdma' }, 'rdma'],

  // a usual system
  [all('bash'), 'bash'],
  [{ debian: 'dash', fedora: 'bash', opensuse: 'bash-sh' }, 'sh'],
  [
    all('coreutils'),
    `arch b2sum base64 basename cat chgrp chmod chown cksum comm cp csplit cut date dd df dirname du echo env expand expr
     factor false fmt fold head id install join link ln ls md5sum mkdir mkfifo mknod mktemp mv nice nl nohup nproc od paste
     pathchk printenv printf pwd readlink realpath rm rmdir seq sha1sum sha256sum sha512sum shred shuf sleep sort split
     stat stdbuf stty sum sync tac tail tee test timeout touch tr true truncate tty uname unexpand uniq unlink vdir wc
     whoami yes`,
  ],
  [
    all('util-linux'),
    `blkdiscard blkid blkzone blockdev cfdisk chrt dmesg fallocate findmnt flock fsck fsfreeze fstrim getopt ionice ipcmk
     ipcrm ipcs lsblk lscpu lsns mkswap more mountpoint namei nsenter partx prlimit rev setpriv setsid
     switch_root taskset unshare wipefs zramctl`,
  ],
  [{ debian: 'mount', fedora: 'util-linux', opensuse: 'util-linux' }, 'mount umount losetup swapoff swapon'],
  [{ debian: 'fdisk', fedora: 'util-linux', opensuse: 'util-linux' }, 'fdisk sfdisk'],
  [{ debian: 'bsdextrautils', fedora: 'util-linux', opensuse: 'util-linux' }, 'col column hexdump look'],
  [{ debian: 'bsdutils', fedora: 'util-linux', opensuse: 'util-linux-systemd' }, 'logger'],
  [all('util-linux'), 'su agetty'],
  [{ debian: 'passwd', fedora: 'shadow-utils', opensuse: 'shadow' }, 'useradd groupadd usermod chpasswd'],
  [
    { debian: 'procps', fedora: 'procps-ng', opensuse: 'procps' },
    'free pgrep pkill pmap ps slabtop sysctl top uptime vmstat w watch',
  ],
  [all('psmisc'), 'fuser killall pstree'],
  [all('findutils'), 'find xargs'],
  [all('grep'), 'grep egrep fgrep'],
  [all('sed'), 'sed'],
  [{ debian: 'mawk', fedora: 'gawk', opensuse: 'gawk' }, 'awk'],
  [all('gawk'), 'gawk'],
  [all('diffutils'), 'cmp diff sdiff'],
  [all('patch'), 'patch'],
  [all('tar'), 'tar'],
  [all('bc'), 'bc'],
  [all('perl'), 'perl'],
  [all('python3'), 'python3'],
  [all('hostname'), 'hostname'],
  [{ debian: 'libc-bin', fedora: 'glibc-common', opensuse: 'glibc' }, 'getconf getent'],
  [{ debian: 'debianutils', fedora: 'which', opensuse: 'which' }, 'which'],
  [{ debian: 'xxd', fedora: 'vim-common', opensuse: 'xxd' }, 'xxd'],
  [all('less'), 'less'],
  [all('nano'), 'nano'],
  [{ debian: 'vim', fedora: 'vim-enhanced', opensuse: 'vim' }, 'vim'],
  [all('file'), 'file'],
  [all('openssl'), 'openssl'],
  [all('jq'), 'jq'],
  [{ debian: 'libcap2-bin', fedora: 'libcap', opensuse: 'libcap-progs' }, 'capsh getcap setcap getpcaps'],
  [{ debian: 'udev', fedora: 'systemd-udev', opensuse: 'udev' }, 'udevadm systemd-udevd'],
  [all('systemd'), 'systemd systemctl journalctl busctl systemd-notify systemd-journald systemd-shutdown'],
  [
    { debian: 'systemd', fedora: 'systemd-networkd', opensuse: 'systemd-network' },
    'networkctl systemd-networkd systemd-networkd-wait-online',
  ],
  [{ debian: 'dbus-bin', fedora: 'dbus-tools', opensuse: 'dbus-1' }, 'dbus-send'],

  // looking at what the kernel does
  [all('strace'), 'strace'],
  [{ debian: 'linux-perf', fedora: 'perf', opensuse: 'perf' }, 'perf'],
  [all('trace-cmd'), 'trace-cmd'],
  [all('bpftrace'), 'bpftrace'],
  [all('gdb'), 'gdb'],
  [all('blktrace'), 'blktrace blkparse'],
  [all('sysstat'), 'iostat mpstat'],
  [all('pciutils'), 'lspci setpci'],
  [all('usbutils'), 'lsusb'],
  [all('kexec-tools'), 'kexec'],

  // file systems
  [all('xfsprogs'), 'mkfs.xfs fsck.xfs xfs_repair xfs_admin xfs_bmap xfs_copy xfs_db xfs_freeze xfs_growfs xfs_info'],
  [
    all('xfsprogs'),
    'xfs_io xfs_logprint xfs_mdrestore xfs_metadump xfs_mkfile xfs_quota xfs_rtcp xfs_scrub xfs_spaceman',
  ],
  [all('xfsdump'), 'xfsdump xfsrestore xfs_fsr xfsinvutil'],
  [
    all('e2fsprogs'),
    'mkfs.ext2 mkfs.ext3 mkfs.ext4 mke2fs e2fsck fsck.ext2 fsck.ext3 fsck.ext4 tune2fs resize2fs dumpe2fs',
  ],
  [all('e2fsprogs'), 'debugfs e2image e2label e2undo e4defrag filefrag badblocks chattr lsattr'],
  [all('dump'), 'dump restore'],
  [{ debian: 'btrfs-progs', fedora: 'btrfs-progs', opensuse: 'btrfsprogs' }, 'btrfs mkfs.btrfs fsck.btrfs btrfstune'],
  [{ debian: 'btrfs-progs', fedora: 'btrfs-progs', opensuse: 'btrfsprogs' }, 'btrfs-convert btrfs-image'],
  [all('f2fs-tools'), 'mkfs.f2fs fsck.f2fs dump.f2fs resize.f2fs defrag.f2fs f2fs_io'],
  [all('exfatprogs'), 'mkfs.exfat fsck.exfat tune.exfat dump.exfat exfatlabel'],
  [all('dosfstools'), 'mkfs.vfat mkfs.fat mkfs.msdos fsck.vfat fsck.fat fatlabel'],
  [{ debian: 'ntfs-3g', fedora: 'ntfsprogs', opensuse: 'ntfsprogs' }, 'mkfs.ntfs mkntfs ntfsfix ntfsresize'],
  [all('udftools'), 'mkudffs mkfs.udf udfinfo udflabel'],
  [{ fedora: 'bcachefs-tools', opensuse: 'bcachefs-tools' }, 'bcachefs mkfs.bcachefs mount.bcachefs'],
  [all('ocfs2-tools'), 'mkfs.ocfs2 fsck.ocfs2 tunefs.ocfs2 debugfs.ocfs2 o2cb'],
  [all('erofs-utils'), 'mkfs.erofs fsck.erofs dump.erofs'],
  [{ debian: 'squashfs-tools', fedora: 'squashfs-tools', opensuse: 'squashfs' }, 'mksquashfs unsquashfs'],
  [{ fedora: 'zonefs-tools', opensuse: 'zonefs-tools' }, 'mkzonefs'],
  [all('duperemove'), 'duperemove'],
  [{ debian: 'fsverity', fedora: 'fsverity-utils', opensuse: 'fsverity-utils' }, 'fsverity'],
  [all('fuse3'), 'fusermount3 mount.fuse3'],

  // what tests of file systems call
  [all('attr'), 'attr getfattr setfattr'],
  [all('acl'), 'chacl getfacl setfacl'],
  [all('quota'), 'quota quotacheck quotaon quotaoff repquota setquota edquota'],
  [all('dbench'), 'dbench tbench'],
  [all('fio'), 'fio'],
  [all('keyutils'), 'keyctl request-key'],
  [{ debian: 'libkeyutils1', fedora: 'keyutils-libs', opensuse: 'libkeyutils1' }, 'libkeyutils.so.1'],
  [
    { debian: 'libpam-modules', fedora: 'pam', opensuse: 'pam' },
    'pam_rootok.so pam_limits.so pam_unix.so pam_permit.so',
  ],

  // block devices
  [{ debian: 'dmsetup', fedora: 'device-mapper', opensuse: 'device-mapper' }, 'dmsetup'],
  [all('lvm2'), 'lvm lvcreate lvremove lvs pvcreate pvremove pvs vgcreate vgremove vgs'],
  [{ debian: 'cryptsetup-bin', fedora: 'cryptsetup', opensuse: 'cryptsetup' }, 'cryptsetup'],
  [all('mdadm'), 'mdadm'],
  [{ debian: 'gdisk', fedora: 'gdisk', opensuse: 'gptfdisk' }, 'gdisk sgdisk cgdisk'],
  [all('parted'), 'parted partprobe'],
  [all('hdparm'), 'hdparm'],
  [
    { debian: 'sg3-utils', fedora: 'sg3_utils', opensuse: 'sg3_utils' },
    'sg_inq sg_logs sg_persist sg_raw sg_reset sg_vpd',
  ],
  [all('lsscsi'), 'lsscsi'],
  [all('nvme-cli'), 'nvme'],
  [
    { debian: 'multipath-tools', fedora: 'device-mapper-multipath', opensuse: 'multipath-tools' },
    'multipath multipathd',
  ],
  [{ debian: 'open-iscsi', fedora: 'iscsi-initiator-utils', opensuse: 'open-iscsi' }, 'iscsiadm iscsid'],
  [{ debian: 'tgt', fedora: 'scsi-target-utils', opensuse: 'tgt' }, 'tgtd tgtadm'],
  [{ debian: 'targetcli-fb', fedora: 'targetcli', opensuse: 'python3-targetcli-fb' }, 'targetcli'],
  [all('fcoe-utils'), 'fipvlan fcoeadm fcoemon'],
  [{ debian: 'nbd-client', fedora: 'nbd', opensuse: 'nbd' }, 'nbd-client'],
  [{ debian: 'nbd-server', fedora: 'nbd', opensuse: 'nbd' }, 'nbd-server'],

  // network and its file systems
  [{ debian: 'iputils-ping', fedora: 'iputils', opensuse: 'iputils' }, 'ping'],
  [{ debian: 'netcat-openbsd', fedora: 'nmap-ncat', opensuse: 'netcat-openbsd' }, 'nc'],
  [all('tcpdump'), 'tcpdump'],
  [all('ethtool'), 'ethtool'],
  [all('iperf3'), 'iperf3'],
  [{ debian: 'openssh-client', fedora: 'openssh-clients', opensuse: 'openssh-clients' }, 'ssh scp sftp'],
  [{ debian: 'openssh-client', fedora: 'openssh', opensuse: 'openssh-common' }, 'ssh-keygen'],
  [{ debian: 'dropbear-bin', fedora: 'dropbear', opensuse: 'dropbear' }, 'dropbear dropbearkey'],
  [{ debian: 'samba-common-bin', fedora: 'samba-common-tools', opensuse: 'samba-client' }, 'smbpasswd testparm net'],
  [{ debian: 'samba', fedora: 'samba-common-tools', opensuse: 'samba-client' }, 'pdbedit smbcontrol'],
  [all('samba'), 'smbd nmbd smbstatus'],
  [
    { debian: 'samba-vfs-modules', fedora: 'samba', opensuse: 'samba' },
    `acl_tdb.so acl_xattr.so aio_fork.so aio_pthread.so audit.so btrfs.so catia.so crossrename.so default_quota.so
     dirsort.so extd_audit.so fileid.so fruit.so full_audit.so linux_xfs_sgid.so offline.so preopen.so readahead.so
     readonly.so recycle.so shadow_copy.so shadow_copy2.so shell_snap.so snapper.so streams_depot.so streams_xattr.so
     syncops.so time_audit.so unityed_media.so virusfilter.so widelinks.so worm.so xattr_tdb.so`,
  ],
  [{ debian: 'samba-vfs-modules', fedora: 'samba-vfs-iouring', opensuse: 'samba' }, 'io_uring.so'],
  [
    { debian: 'samba-vfs-modules', fedora: 'samba-vfs-cephfs', opensuse: 'samba-ceph' },
    'ceph.so ceph_new.so ceph_snapshots.so',
  ],
  [{ debian: 'smbclient', fedora: 'samba-client', opensuse: 'samba-client' }, 'smbclient'],
  [all('ctdb'), 'ctdb ctdbd'],
  [{ debian: 'ctdb', fedora: 'ctdb-ceph-mutex', opensuse: 'samba-ceph' }, 'ctdb_mutex_ceph_rados_helper'],
  [all('ksmbd-tools'), 'ksmbd.mountd ksmbd.adduser ksmbd.addshare ksmbd.control ksmbd.tools'],
  [all('cifs-utils'), 'mount.cifs cifs.upcall getcifsacl setcifsacl smbinfo'],
  [
    { debian: 'nfs-common', fedora: 'nfs-utils', opensuse: 'nfs-client' },
    'mount.nfs mount.nfs4 umount.nfs rpc.statd rpc.idmapd sm-notify showmount nfsstat',
  ],
  [
    { debian: 'nfs-kernel-server', fedora: 'nfs-utils', opensuse: 'nfs-kernel-server' },
    'exportfs rpc.nfsd rpc.mountd nfsdcld',
  ],
  [all('rpcbind'), 'rpcbind rpcinfo'],
  [all('autofs'), 'automount'],
  [all('ceph-common'), 'ceph ceph-authtool ceph-conf ceph-rbdnamer mount.ceph rados rbd'],
  [all('ceph-fuse'), 'ceph-fuse'],
  [all('rbd-nbd'), 'rbd-nbd'],
  [{ debian: 'usbip', fedora: 'usbip', opensuse: 'usbip' }, 'usbip usbipd'],
];

const PACKAGES: ReadonlyMap<string, PackageNames> = new Map(
  PROGRAMS.flatMap(([names, programs]) =>
    programs
      .trim()
      .split(/\s+/)
      .map((program) => [program, names] as const),
  ),
);
