import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ManifestEntry } from '../manifest/types.js';

/** Directory of the scripts that run inside the VM. */
export const GUEST_DIR = fileURLToPath(new URL('../../guest', import.meta.url));

/** What init, the agent and the autorun library call, and what a shell is of no use without. */
const PROGRAMS = words(`
  bash sh cat chmod dmesg head insmod ln ls lsmod mkdir modprobe mount rm rmdir rmmod setsid sleep stty sync tail umount
  uname base64
`);

/** Drivers of the devices that any VM can be given; loaded only where it is. */
const DEVICE_MODULES = words('virtio_pci virtio_blk virtio_scsi sd_mod nvme 9p 9pnet_virtio virtio_rng');

const TERMINFO_DIRS = ['/lib/terminfo', '/usr/share/terminfo'];
const TERMINALS = words('linux xterm xterm-256color screen screen-256color tmux tmux-256color vt100 dumb');

/** The entries that every image has: Rapido's own guest side, and a shell to use it from. */
export async function baseEntries(): Promise<ManifestEntry[]> {
  const from = 'rapido';
  const scripts = (await readdir(GUEST_DIR, { withFileTypes: true })).filter((entry) => entry.isFile());
  return [
    ...PROGRAMS.map((source): ManifestEntry => ({ from, kind: 'bin', source })),
    ...scripts.map(
      ({ name }): ManifestEntry => ({ from, kind: 'file', dest: `/rapido/${name}`, source: join(GUEST_DIR, name) }),
    ),
    { from, kind: 'file', dest: '/rapido/bin/poweroff', source: join(GUEST_DIR, 'bin/poweroff') },
    ...['shutdown', 'halt', 'reboot'].map(
      (name): ManifestEntry => ({ from, kind: 'slink', dest: `/rapido/bin/${name}`, target: 'poweroff' }),
    ),
    {
      from,
      kind: 'data',
      dest: '/etc/passwd',
      text: 'root:x:0:0:root:/root:/bin/bash\nnobody:x:65534:65534::/:/bin/false\n',
    },
    { from, kind: 'data', dest: '/etc/group', text: 'root:x:0:\ntty:x:5:\nnogroup:x:65534:\n' },
    ...TERMINALS.flatMap((name) =>
      TERMINFO_DIRS.map((dir): ManifestEntry => {
        const file = join(dir, name.slice(0, 1), name);
        return { from, kind: 'file', dest: file, source: file, optional: true };
      }),
    ),
    ...DEVICE_MODULES.map((name): ManifestEntry => ({ from, kind: 'kmod', name, load: false, optional: true })),
  ];
}

function words(text: string): string[] {
  return text.trim().split(/\s+/);
}
