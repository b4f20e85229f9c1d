// What QEMU and the kernel take with an init that does nothing but power off: no run can be shorter.
import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { seconds } from './bench-process.mjs';

/** `boot` is `{ accelerator, cpu, vmlinux, bzImage, append }`; without a vmlinux that starts by itself there is one row only. */
export function floorCases(home, boot) {
  const initrd = join(home.dir, 'floor.img');
  const floor = (row, name, kernel) => ({
    row,
    name,
    prepare: () => makeImage(home, initrd),
    run: () => seconds('qemu-system-x86_64', qemu(boot, kernel, initrd), { env: home.environment, cwd: home.dir }),
  });
  return [
    ...(boot.vmlinux === undefined ? [] : [floor('floor-pvh', 'bare QEMU, vmlinux through PVH', boot.vmlinux)]),
    floor('floor-bzimage', 'bare QEMU, bzImage', boot.bzImage),
  ];
}

/** An initramfs of a static busybox and an init; packed by GNU cpio. */
function makeImage(home, image) {
  const dir = join(home.dir, 'floor');
  mkdirSync(join(dir, 'bin'), { recursive: true });
  copyFileSync(execFileSync('sh', ['-c', 'command -v busybox'], { encoding: 'utf8' }).trim(), join(dir, 'bin/busybox'));
  writeFileSync(join(dir, 'init'), '#!/bin/busybox sh\n/bin/busybox poweroff -f\n', { mode: 0o755 });
  const cpio = execFileSync('cpio', ['--quiet', '-o', '-H', 'newc'], {
    cwd: dir,
    input: '.\nbin\nbin/busybox\ninit\n',
    maxBuffer: 2 ** 26,
  });
  writeFileSync(image, cpio);
  return image;
}

/** The machine that Rapido uses, with its parameters for the kernel, and no device but a console. */
function qemu({ accelerator, cpu, append }, kernel, initrd) {
  return [
    ...['-nodefaults', '-no-user-config', '-display', 'none', '-no-reboot', '-machine', 'q35', '-m', '512M'],
    ...['-smp', '2', '-accel', accelerator, '-cpu', cpu],
    ...['-kernel', kernel, '-initrd', initrd, '-serial', 'stdio', '-append', `${append} rdinit=/init`],
  ];
}
