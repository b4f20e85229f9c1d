import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { expectFailure } from '../helpers/failure.js';
import { rapido, temporaryDirectory } from '../helpers/index.js';
import { boot, cutImage, steps } from './vm.js';

let image = '';

beforeAll(async () => {
  image = await cutImage(['--bin', 'nproc', '--bin', 'grep']);
});

test('the machine is as the flags and settings say', async () => {
  const directory = temporaryDirectory();
  const share = join(directory, 'shared, with ünïcödé');
  mkdirSync(share);
  writeFileSync(join(share, 'from host'), 'host\n');
  const conf = String.raw`
    VIRTFS_SHARE_PATH="${'${RAPIDO_DIR}'}/shared, with ünïcödé"
    DYN_DEBUG_MODULES="9p virtio_ring"
    DYN_DEBUG_FILES="kernel/power/swap.c kernel/module/main.c"
    QEMU_EXTRA_ARGS="-nographic -device virtio-rng-pci -device pvpanic-pci -smbios 'type=1,product=An extra product'"
    QEMU_EXTRA_KERNEL_PARAMS="extra=1 \"spaced=a b\""
  `;
  writeFileSync(join(directory, 'rapido.conf'), conf);
  const { status, stdout, stderr, verdict } = await boot(
    image,
    [
      ...['--memory', '768M', '--cpus', '3', '--append', 'appended', '--append', 'second=2', '--boot', 'bzimage'],
      ...steps(
        'cat "/host/from host"; echo guest >"/host/from guest"',
        'cat /sys/class/dmi/id/product_name; nproc',
        'read -r _ size _ < <(grep MemTotal /proc/meminfo); echo "$((size > 600000 && size <= 786432))"',
        'for device in /sys/bus/pci/devices/*; do echo "$(<"$device/vendor") $(<"$device/device")"; done',
        'cat /proc/cmdline',
        'grep -o "^.*=pf" /proc/dynamic_debug/control',
      ),
    ],
    { cwd: directory },
  );
  expect(status, stderr).toBe(0);
  expect(stdout).toMatch(/^host\nAn extra product\n3\n1\n/);
  expect(readFileSync(join(share, 'from guest'), 'utf8')).toBe('guest\n');
  expect(stdout).toMatch(/^0x1b36 0x0011$/m); // pvpanic (docs/specs/pci-ids of QEMU)
  expect(stdout.match(/^0x1af4 0x1005$/gm)).toHaveLength(1); // virtio-rng, as often as Rapido gives it
  expect(stdout).toMatch(/^console=ttyS0 .* extra=1 "spaced=a b" appended second=2$/m);
  const debugged = [...stdout.matchAll(/^(\S+):\d+ \[(\w+)\].*=pf$/gm)].map(([, file, module]) =>
    module === 'virtio_ring' ? module : file,
  );
  expect(new Set(debugged)).toEqual(new Set(['virtio_ring', 'kernel/power/swap.c', 'kernel/module/main.c']));
  expect(verdict.kernel.bootedBy).toBe('bzimage');
});

test.each([
  [['--memory', '12'], 129, 'MEMORY', '12B of memory is too small'],
  [['--memory', '128M'], 129, 'MEMORY', /It needs at least \d+M/],
  [['--memory', 'lots'], 129, 'USAGE', '"lots" is no size for --memory'],
  [['--memory', '4000T'], 128, 'QEMU', 'qemu-system-x86_64: cannot set up guest memory'],
  [['--cpus', '0'], 129, 'USAGE', 'greater than or equal to 1'],
  [['--cpus', '5000'], 128, 'QEMU', 'qemu-system-x86_64: Invalid SMP CPUs 5000'],
  [['--set', 'QEMU_EXTRA_ARGS=-device nonsense'], 128, 'QEMU', "'nonsense' is not a valid device model name"],
  [['--set', 'QEMU=/usr/bin/nowhere'], 128, 'HOST', '/usr/bin/nowhere is not installed'],
  [['--set', 'VIRTFS_SHARE_PATH=/nowhere'], 129, 'CONFIG_VALUE', '/nowhere is no directory'],
  [['-f', '/nowhere'], 129, 'USAGE', 'Cannot read the script /nowhere'],
  [['--timeout', 'soon'], 129, 'USAGE', '"soon" is no time for --timeout'],
])('refused: %j', async (args, exitCode, code, message) => {
  expectFailure(await rapido(['boot', image, ...args, '-x', 'true']), exitCode, code, message);
});

test('refused, with the reason: -daemonize', async () => {
  const { status, stderr } = await rapido(['boot', image, '--set', 'QEMU_EXTRA_ARGS=-daemonize', '-x', 'true']);
  expect(stderr).toMatch(/holds -daemonize, but a VM lives no longer than .*; remove it/);
  expect(status).toBe(129);
});
