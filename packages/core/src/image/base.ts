import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Suite } from '@rapido/kit';
import type { ManifestEntry } from '../manifest/types.js';
import type { SourceLog } from '../source-log.js';

/** Directory of the scripts that run inside the VM. */
const GUEST_DIR = fileURLToPath(new URL('../../guest', import.meta.url));

/** What init, the agent and the autorun library call, and what a shell is of no use without. */
export const BASE_PROGRAMS = words(`
  bash sh cat chmod cp date dmesg env head insmod ln ls lsmod mkdir modprobe mount rm rmdir rmmod setsid sleep stty sync tail umount
  uname base64
`);

/** What a VM with a network needs besides; busybox speaks DHCP, and libraries that glibc looks names up with. */
const NETWORK_PROGRAMS = ['ip', 'grep'];
const NETWORK_EXTRAS = words('busybox libnss_files.so.2 libnss_dns.so.2');
/** Without `multi` glibc takes the first line of a name in hosts(5), be it of the family that is asked for or not (host.conf(5)). */
const NETWORK_FILES = {
  '/etc/host.conf': 'multi on\n',
  '/etc/nsswitch.conf': 'passwd: files\ngroup: files\nhosts: files dns\n',
};
const NETWORK_MODULES = words('virtio_pci virtio_net');
const NETWORK_EXTRA_MODULES = words('af_packet ipv6');

/** What sends a suite's files. */
const SUITE_PROGRAMS = ['find'];
const SUITE_EXTRAS = ['gzip'];
const SUITE_SCRIPTS = {
  '/rapido/bin/suite': 'command',
  '/rapido/suite/bin/logger': 'bin/logger',
  '/rapido/suite/files.sh': 'files.sh',
  '/rapido/suite/runner': 'runner',
};

/** Drivers of the devices that any VM can be given; loaded only where it is. */
const DEVICE_MODULES = words('virtio_pci virtio_blk virtio_scsi sd_mod nvme 9p 9pnet_virtio virtio_rng');

const TERMINFO_DIRS = ['/lib/terminfo', '/usr/share/terminfo'];
const TERMINALS = words('linux xterm xterm-256color screen screen-256color tmux tmux-256color vt100 dumb');

/** Made beforehand, as every program that the guest need not start makes it faster. */
const DIRECTORIES = {
  ...Object.fromEntries(words('/ /dev /etc /mnt /proc /run /sys /rapido/shm /var').map((dest) => [dest, 0o755])),
  ...{ '/rapido/run': 0o700, '/root': 0o700, '/tmp': 0o1777, '/var/tmp': 0o1777 },
};

/** `/rapido/dev` is copied over `/dev`, where a file system is mounted first. */
const LINKS = {
  '/etc/mtab': '/proc/self/mounts',
  '/rapido/dev/fd': '/proc/self/fd',
  ...Object.fromEntries(['stdin', 'stdout', 'stderr'].map((name, fd) => [`/rapido/dev/${name}`, `fd/${fd}`])),
  ...Object.fromEntries(words('shutdown halt reboot').map((name) => [`/rapido/bin/${name}`, 'poweroff'])),
};

const FILES = {
  '/etc/passwd': 'root:x:0:0:root:/root:/bin/bash\nnobody:x:65534:65534::/:/bin/false\n',
  '/etc/group': 'root:x:0:\ntty:x:5:\nnogroup:x:65534:\n',
};

/** The entries that an image for a VM with a network has besides those of every image. */
export function networkEntries(): ManifestEntry[] {
  const from = 'network';
  return [
    ...NETWORK_PROGRAMS.map((source): ManifestEntry => ({ from, kind: 'bin', source })),
    ...NETWORK_EXTRAS.map((source): ManifestEntry => ({ from, kind: 'bin', source, optional: true })),
    ...Object.entries(NETWORK_FILES).map(([dest, text]): ManifestEntry => ({ from, kind: 'data', dest, text })),
    ...NETWORK_MODULES.map((name): ManifestEntry => ({ from, kind: 'kmod', name, load: false })),
    ...NETWORK_EXTRA_MODULES.map((name): ManifestEntry => ({ from, kind: 'kmod', name, load: false, optional: true })),
  ];
}

/** The entries that an image of a cut with a test suite has besides; its scripts lie below `root`. */
export function suiteEntries({ run, list }: Suite, cut: string, root: string): ManifestEntry[] {
  const own = [['run', run] as const, ...(list === undefined ? [] : [['list', list] as const])];
  return [
    ...SUITE_PROGRAMS.map((source): ManifestEntry => ({ from: 'suite', kind: 'bin', source })),
    ...SUITE_EXTRAS.map((source): ManifestEntry => ({ from: 'suite', kind: 'bin', source, optional: true })),
    ...Object.entries(SUITE_SCRIPTS).map(
      ([dest, name]): ManifestEntry => ({ from: 'suite', kind: 'file', dest, source: join(GUEST_DIR, 'suite', name) }),
    ),
    ...own.map(
      ([name, path]): ManifestEntry => ({
        ...{ from: cut, kind: 'file', dest: `/rapido/suite/${name}`, source: resolve(root, path) },
      }),
    ),
  ];
}

/** The entries that every image has: Rapido's own guest side, and a shell to use it from. */
export function baseEntries(log: SourceLog): ManifestEntry[] {
  const from = 'rapido';
  const files = log.names(GUEST_DIR).filter((name) => log.isFile(join(GUEST_DIR, name)));
  const scripts = [...files, 'bin/poweroff'];
  const terminfo = TERMINALS.flatMap((name) => TERMINFO_DIRS.map((dir) => join(dir, name.slice(0, 1), name)));
  return [
    ...BASE_PROGRAMS.map((source): ManifestEntry => ({ from, kind: 'bin', source })),
    ...scripts.map(
      (name): ManifestEntry => ({ from, kind: 'file', dest: `/rapido/${name}`, source: join(GUEST_DIR, name) }),
    ),
    ...Object.entries(DIRECTORIES).map(([dest, mode]): ManifestEntry => ({ from, kind: 'dir', dest, mode })),
    ...Object.entries(LINKS).map(([dest, target]): ManifestEntry => ({ from, kind: 'slink', dest, target })),
    ...Object.entries(FILES).map(([dest, text]): ManifestEntry => ({ from, kind: 'data', dest, text })),
    ...terminfo.map((file): ManifestEntry => ({ from, kind: 'file', dest: file, source: file, optional: true })),
    ...DEVICE_MODULES.map((name): ManifestEntry => ({ from, kind: 'kmod', name, load: false, optional: true })),
  ];
}

function words(text: string): string[] {
  return text.trim().split(/\s+/);
}
