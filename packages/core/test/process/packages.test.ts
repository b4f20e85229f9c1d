import { describe, expect, it } from 'vitest';
import { describePackages, packageOf } from '../../src/process/packages.js';

describe('packageOf', () => {
  it('knows programs, also where distributions name their package differently', () => {
    expect(packageOf('mkfs.btrfs')).toEqual({ debian: 'btrfs-progs', fedora: 'btrfs-progs', opensuse: 'btrfsprogs' });
    expect(packageOf('exportfs')).toEqual({
      debian: 'nfs-kernel-server',
      fedora: 'nfs-utils',
      opensuse: 'nfs-kernel-server',
    });
  });

  it('knows what the usual cuts of file systems, block devices and servers call', () => {
    const programs = `mkfs.xfs xfs_io mkfs.ext4 tune2fs mkfs.f2fs mkfs.exfat mkfs.vfat nvme fio smbd smbpasswd mount.cifs
      mount.nfs rpcbind testparm ksmbd.mountd ctdbd automount rbd ceph strace ip ping keyctl getfattr setfacl repquota dbench sgdisk losetup ps killall awk`;
    expect(programs.split(/\s+/).filter((program) => !packageOf(program))).toEqual([]);
  });

  it('knows modules that programs load, which distributions put into packages of their own', () => {
    expect(describePackages(packageOf('ceph.so') ?? {})).toBe(
      'Debian: samba-vfs-modules; Fedora: samba-vfs-cephfs; openSUSE: samba-ceph',
    );
  });

  it('does not guess', () => {
    expect(packageOf('no-such-tool')).toBeUndefined();
    expect(packageOf('constructor')).toBeUndefined();
  });
});

it('packages are described for those distributions that have one', () => {
  expect(describePackages({ debian: 'a', opensuse: 'b' })).toBe('Debian: a; openSUSE: b');
});
