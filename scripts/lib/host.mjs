// What this machine must have, and how its distribution is asked for it.
import { accessSync, constants, existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { commandLine, run, ScriptError } from './command.mjs';

const all = (name) => ({ debian: name, fedora: name, opensuse: name });

/** The source of a kernel, which only Debian has as a package. */
export const KERNEL_SOURCE = '/usr/src/linux-source-6.1.tar.xz';

/** QEMU's driver for RBD, in a directory that each distribution has another name for. */
const QEMU_RBD = 'QEMU driver rbd (block-rbd.so)';

/** Samba's modules for file systems, in such a directory too, and the library of netlink's that ksmbd's tools use. */
const SAMBA_BTRFS = "Samba's VFS module btrfs (btrfs.so)";
const SAMBA_CEPH = "Samba's VFS module ceph (ceph.so)";
const NETLINK = 'libnl-genl-3.so.200';

/** Where such a file lies below a directory of libraries. */
const IN_LIBRARIES = {
  [QEMU_RBD]: 'qemu/block-rbd.so',
  [SAMBA_BTRFS]: 'samba/vfs/btrfs.so',
  [SAMBA_CEPH]: 'samba/vfs/ceph.so',
  [NETLINK]: NETLINK,
};

/** The package that has each program, and each file, by distribution family. */
export const PACKAGES = {
  'qemu-system-x86_64': { debian: 'qemu-system-x86', fedora: 'qemu-system-x86-core', opensuse: 'qemu-x86' },
  dracut: { debian: 'dracut-core', fedora: 'dracut', opensuse: 'dracut' },
  depmod: all('kmod'),
  modprobe: all('kmod'),
  setpriv: all('util-linux'),
  cpio: all('cpio'),
  tar: all('tar'),
  // What kernel images are packed with.
  xz: { debian: 'xz-utils', fedora: 'xz', opensuse: 'xz' },
  zstd: all('zstd'),
  // For the image: what every guest needs, and what simple-example shows.
  mount: { debian: 'mount', fedora: 'util-linux', opensuse: 'util-linux' },
  ps: { debian: 'procps', fedora: 'procps-ng', opensuse: 'procps' },
  // What simple-network shows.
  ping: { debian: 'iputils-ping', fedora: 'iputils', opensuse: 'iputils' },
  // For networks of VMs: the host's bridge, and what guests ask a DHCP server with, or are one.
  ip: { debian: 'iproute2', fedora: 'iproute', opensuse: 'iproute2' },
  busybox: { debian: 'busybox-static', fedora: 'busybox', opensuse: 'busybox' },
  // The host's own DHCP server, and network namespaces to have it in.
  dnsmasq: { debian: 'dnsmasq-base', fedora: 'dnsmasq', opensuse: 'dnsmasq' },
  unshare: all('util-linux'),
  nsenter: all('util-linux'),
  git: all('git'),
  gdb: all('gdb'),
  shellcheck: { debian: 'shellcheck', fedora: 'ShellCheck', opensuse: 'ShellCheck' },
  // Debian's gcc only recommends what it needs to link a program.
  gcc: { debian: 'gcc libc6-dev', fedora: 'gcc', opensuse: 'gcc' },
  readelf: all('binutils'),
  make: all('make'),
  bzip2: all('bzip2'),
  // For building a kernel.
  flex: all('flex'),
  bison: all('bison'),
  bc: all('bc'),
  '/usr/include/gelf.h': { debian: 'libelf-dev', fedora: 'elfutils-libelf-devel', opensuse: 'libelf-devel' },
  // The shells that complete for rapido (bash is everywhere), and what reads its manual page.
  zsh: all('zsh'),
  fish: all('fish'),
  man: { debian: 'man-db', fedora: 'man-db', opensuse: 'man' },
  mandoc: all('mandoc'),
  // Reads what is meant for other programs.
  xmllint: { debian: 'libxml2-utils', fedora: 'libxml2', opensuse: 'libxml2-tools' },
  // For images with a suite of file systems' tests: what makes file systems, and what tests call.
  'mkfs.xfs': all('xfsprogs'),
  'mkfs.ext4': all('e2fsprogs'),
  'mkfs.btrfs': { debian: 'btrfs-progs', fedora: 'btrfs-progs', opensuse: 'btrfsprogs' },
  'mkfs.f2fs': all('f2fs-tools'),
  'mkfs.exfat': all('exfatprogs'),
  'mkfs.ntfs': { debian: 'ntfs-3g', fedora: 'ntfsprogs', opensuse: 'ntfsprogs' },
  mkudffs: all('udftools'),
  'mount.nfs': { debian: 'nfs-common', fedora: 'nfs-utils', opensuse: 'nfs-client' },
  rpcbind: all('rpcbind'),
  'mount.cifs': all('cifs-utils'),
  automount: all('autofs'),
  // The servers of those that are on a network.
  smbd: all('samba'),
  [SAMBA_BTRFS]: { debian: 'samba-vfs-modules', fedora: 'samba', opensuse: 'samba' },
  [SAMBA_CEPH]: { debian: 'samba-vfs-modules', fedora: 'samba-vfs-cephfs', opensuse: 'samba-ceph' },
  ctdbd: all('ctdb'),
  [NETLINK]: { debian: 'libnl-genl-3-200', fedora: 'libnl3', opensuse: 'libnl3-200' },
  smbpasswd: { debian: 'samba-common-bin', fedora: 'samba-common-tools', opensuse: 'samba-client' },
  testparm: { debian: 'samba-common-bin', fedora: 'samba-common-tools', opensuse: 'samba-client' },
  'rpc.nfsd': { debian: 'nfs-kernel-server', fedora: 'nfs-utils', opensuse: 'nfs-kernel-server' },
  'ganesha.nfsd': all('nfs-ganesha nfs-ganesha-vfs'),
  attr: all('attr'),
  getfacl: all('acl'),
  quota: all('quota'),
  fio: all('fio'),
  dmsetup: { debian: 'dmsetup', fedora: 'device-mapper', opensuse: 'device-mapper' },
  killall: all('psmisc'),
  hostname: all('hostname'),
  perl: all('perl'),
  udevadm: { debian: 'udev', fedora: 'systemd-udev', opensuse: 'udev' },
  // For images with blktests.
  gawk: all('gawk'),
  column: { debian: 'bsdextrautils', fedora: 'util-linux', opensuse: 'util-linux' },
  uuidgen: { debian: 'uuid-runtime', fedora: 'util-linux', opensuse: 'util-linux' },
  // A Ceph cluster, its clients in images, and QEMU's own client.
  'ceph-mon': all('ceph-mon'),
  'ceph-mgr': all('ceph-mgr'),
  'ceph-osd': all('ceph-osd'),
  'ceph-mds': all('ceph-mds'),
  ceph: all('ceph-common'),
  'ceph-fuse': all('ceph-fuse'),
  'rbd-nbd': all('rbd-nbd'),
  keyctl: all('keyutils'),
  [QEMU_RBD]: { debian: 'qemu-block-extra', fedora: 'qemu-block-rbd', opensuse: 'qemu-block-rbd' },
  // For what `--dump` keeps.
  crash: all('crash'),
  [KERNEL_SOURCE]: { debian: 'linux-source-6.1' },
};

const FOR_TESTS = [
  ...['mkfs.xfs', 'mkfs.ext4', 'mkfs.btrfs', 'mkfs.f2fs', 'mkfs.exfat', 'mkfs.ntfs', 'mkudffs', 'mount.nfs', 'rpcbind'],
  ...['mount.cifs', 'attr', 'getfacl', 'quota', 'fio', 'dmsetup', 'killall', 'hostname', 'perl', 'udevadm'],
  ...['uuidgen', 'bc', 'gawk', 'column', 'smbd', 'smbpasswd', 'testparm', 'ganesha.nfsd'],
  ...['rpc.nfsd', 'automount', 'ctdbd', SAMBA_BTRFS, SAMBA_CEPH, NETLINK],
  ...['ceph-mon', 'ceph-mgr', 'ceph-osd', 'ceph-mds', 'ceph', 'ceph-fuse', 'rbd-nbd', 'keyctl', QEMU_RBD],
  ...['git', 'gdb', 'shellcheck', 'gcc', 'readelf', 'make', 'bzip2'],
  ...['dnsmasq', 'unshare', 'nsenter', 'xmllint', 'zsh', 'fish', 'man', 'mandoc'],
];
const FOR_KERNELS = ['flex', 'bison', 'bc', '/usr/include/gelf.h', KERNEL_SOURCE, 'crash'];

/** What kernel modules are built with, for people. */
const HEADERS = 'headers of an installed kernel (/lib/modules/RELEASE/build)';

/** The programs that Rapido itself needs, what its tests need besides, and what their own kernels need. */
export const PROGRAMS = Object.keys(PACKAGES).filter((name) => ![...FOR_TESTS, ...FOR_KERNELS].includes(name));
export const TEST_PROGRAMS = [...PROGRAMS, ...FOR_TESTS, HEADERS];
export const KERNEL_BUILD = [...['gcc', 'make', 'tar', 'xz'], ...FOR_KERNELS];

const KERNELS = {
  debian: 'linux-image-amd64',
  ubuntu: 'linux-image-generic',
  fedora: 'kernel-core kernel-modules',
  opensuse: 'kernel-default',
};

// With the kernel, for the headers there are may be those of a newer one.
const KERNELS_AND_HEADERS = {
  debian: `${KERNELS.debian} linux-headers-amd64`,
  ubuntu: `${KERNELS.ubuntu} linux-headers-generic`,
  fedora: `${KERNELS.fedora} kernel-devel`,
  opensuse: `${KERNELS.opensuse} kernel-default-devel`,
};

const MANAGERS = {
  debian: {
    refresh: ['apt-get', 'update', '-q', '-o', 'DPkg::Lock::Timeout=300'],
    install: [
      ...['apt-get', 'install', '--yes', '--no-install-recommends', '-q'],
      ...['-o', 'DPkg::Lock::Timeout=300', '-o', 'Dpkg::Use-Pty=0'],
    ],
  },
  fedora: { install: ['dnf', 'install', '--assumeyes', '--setopt=install_weak_deps=False'] },
  opensuse: { install: ['zypper', '--non-interactive', 'install', '--no-recommends'] },
};

// SYSTEMD_OFFLINE: no package may start a service (systemd's docs/ENVIRONMENT.md).
const QUIETLY = ['env', 'DEBIAN_FRONTEND=noninteractive', 'SYSTEMD_OFFLINE=1'];

/** Installs what of `needs` (programs, files, headers) and a kernel is missing. Resolves with whether anything was. */
export async function prepareHost(needs, root = '/') {
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    throw new ScriptError(
      `Rapido runs on x86_64 Linux so far; this is ${process.arch} ${process.platform}.`,
      'Use an x86_64 Linux machine or VM.',
    );
  }
  const missing = lacks(needs, root);
  if (missing.length === 0) return false;
  const system = distribution(readFile(join(root, 'etc/os-release')));
  const packages = packagesFor(missing, system);
  console.log(`Missing on this machine (${system.title}): ${missing.join(', ')}`);
  if (packages === undefined) {
    throw new ScriptError(
      `Don't know how to install packages on ${system.title}.`,
      'Install these with its package manager, then try again.',
    );
  }
  console.log(`Installing, with what they depend on: ${packages.join(' ')}`);
  await install(packages, MANAGERS[system.family]);
  const still = lacks(needs, root);
  if (still.length > 0) {
    throw new ScriptError(`Still missing after the installation: ${still.join(', ')}`, 'See the output above.');
  }
  return true;
}

/** What is not there of `needs`, and `kernel`. Throws when there are kernels that may not be read. */
function lacks(needs, root) {
  const kernel = findKernel(root);
  if (kernel?.readable === false) {
    throw new ScriptError(
      `The installed kernel ${kernel.path} may be read by root only.`,
      `QEMU, which runs as you, must read it:\n  sudo chmod +r ${kernel.path}`,
    );
  }
  return [...needs.filter((need) => !isThere(need, root)), ...(kernel === undefined ? ['kernel'] : [])];
}

/** The packages to install; undefined when the distribution is not known, or does not have them all. */
export function packagesFor(missing, system) {
  if (system.family === undefined) return undefined;
  const names = missing.map((need) => packageOf(need, system));
  if (names.includes(undefined)) return undefined;
  return [...new Set(names.flatMap((name) => name.split(' ')))];
}

function packageOf(need, { family, kernel }) {
  if (need === 'kernel') return KERNELS[kernel];
  return need === HEADERS ? KERNELS_AND_HEADERS[kernel] : PACKAGES[need][family];
}

/** Reads the text of os-release(5): the family whose package manager it has, whose kernel package, and its name. */
export function distribution(text) {
  const values = Object.fromEntries(
    [...text.matchAll(/^(\w+)=(["']?)(.*)\2$/gm)].map(([, name, , value]) => [name, value]),
  );
  const words = [values.ID ?? '', ...(values.ID_LIKE ?? '').split(' ')];
  const is = (...names) => words.some((word) => names.some((name) => word === name || word.startsWith(`${name}-`)));
  const family = is('debian', 'ubuntu')
    ? 'debian'
    : is('fedora', 'rhel')
      ? 'fedora'
      : is('opensuse', 'suse')
        ? 'opensuse'
        : undefined;
  return { family, kernel: is('ubuntu') ? 'ubuntu' : family, title: values.PRETTY_NAME ?? 'an unknown distribution' };
}

async function install(packages, manager) {
  const become = process.getuid() === 0 ? [] : ['sudo'];
  const line = (words) => [...become, ...QUIETLY, ...words];
  const command = line([...manager.install, ...packages]);
  if (become.length > 0 && !isInPath('sudo')) {
    throw new ScriptError(
      'Installing packages needs root, and there is no sudo.',
      `Run this as root, then try again:\n  ${commandLine([...manager.install, ...packages])}`,
    );
  }
  if (manager.refresh && (await show(line(manager.refresh))) !== 0) {
    console.warn('The package lists could not be brought up to date; trying with those that are here.');
  }
  const status = await show(command);
  if (status !== 0) {
    throw new ScriptError(
      `${manager.install[0]} ended with status ${status}.`,
      `See its output above. When that is mended, try again, or run it yourself:\n  ${commandLine(command)}`,
    );
  }
}

function show(words) {
  console.log(`$ ${commandLine(words)}`);
  return run(words[0], words.slice(1));
}

/** An installed kernel image, one that we may read if there is any; undefined when there is none. */
function findKernel(root) {
  const boot = list(join(root, 'boot'))
    .filter((name) => name.startsWith('vmlinuz-'))
    .map((name) => join(root, 'boot', name));
  const modules = join(root, 'usr/lib/modules');
  const besideModules = list(modules).map((release) => join(modules, release, 'vmlinuz'));
  const images = [...boot, ...besideModules].filter((path) => statSync(path, { throwIfNoEntry: false })?.isFile());
  const path = images.find((image) => may(image, constants.R_OK));
  return path !== undefined ? { path, readable: true } : images[0] && { path: images[0], readable: false };
}

function isThere(need, root) {
  if (need === HEADERS) return releasesWithHeaders(root).length > 0;
  if (need in IN_LIBRARIES) return isInLibraries(root, IN_LIBRARIES[need]);
  return need.startsWith('/') ? existsSync(join(root, need)) : isInPath(need);
}

/**
 * The releases of the installed kernels that modules can be built for, newest first. Headers without their kernel do not
 * count, as those of a newer one that is not installed yet.
 */
export function releasesWithHeaders(root = '/') {
  const modules = join(root, 'usr/lib/modules');
  const hasImage = (release) =>
    [join(root, 'boot', `vmlinuz-${release}`), join(modules, release, 'vmlinuz')].some((path) => existsSync(path));
  return list(modules)
    .filter((release) => existsSync(join(modules, release, 'build/Makefile')) && hasImage(release))
    .sort((a, b) => b.localeCompare(a, 'en', { numeric: true }));
}

function isInLibraries(root, name) {
  const below = (directory) => [directory, ...list(join(root, directory)).map((entry) => join(directory, entry))];
  const libraries = ['usr/lib64', 'lib64', ...below('usr/lib'), ...below('lib')];
  return libraries.some((directory) => existsSync(join(root, directory, name)));
}

function isInPath(name) {
  const directories = [...(process.env.PATH ?? '').split(':'), '/usr/local/sbin', '/usr/sbin', '/sbin'];
  return directories.some((directory) => directory.startsWith('/') && may(join(directory, name), constants.X_OK));
}

function may(path, mode) {
  try {
    accessSync(path, mode);
    return true;
  } catch {
    return false;
  }
}

function list(directory) {
  try {
    return readdirSync(directory);
  } catch (error) {
    if (error.code === 'ENOENT') return [];
    throw error;
  }
}

function readFile(path) {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (error.code === 'ENOENT') return '';
    throw error;
  }
}
