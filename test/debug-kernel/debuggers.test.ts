import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { beforeAll, expect, test } from 'vitest';
import { debugKernel } from '../helpers/debug-kernel.js';
import { buildKmod, rapido, temporaryDirectory } from '../helpers/index.js';
import { boot, booted, cutImage, startBoot, steps } from '../run/vm.js';
import { fault } from '../verdict/faults.js';
import { bootDebug, cutDebugImage, type DebugImage, splatsOf } from './debug.js';

let debug: DebugImage;

beforeAll(async () => {
  debug = await cutDebugImage();
});

test('crash(8) opens the memory that --dump keeps', async () => {
  const run = await bootDebug(debug, ['--dump'], fault('panic'));
  expect(run.status).toBe(101);
  const input = join(temporaryDirectory('crash'), 'input');
  writeFileSync(input, 'sys\nbt -t\nquit\n');
  const files = [join(debug.kernel, 'vmlinux'), join(run.verdict.bundle, 'vmcore')];
  const { stdout } = await promisify(execFile)('crash', ['-s', '-i', input, ...files], { maxBuffer: 2 ** 24 });
  expect(stdout).toMatch(/^ *RELEASE: 6\.1\.\d+-rapido-debug$/m);
  expect(stdout).toMatch(/^ *PANIC: "Kernel panic - not syncing: rapido_fault: as asked for"$/m);
  expect(stdout).toMatch(/\brapido_fault_panic at \w+ \[rapido_fault\]$/m);
});

test('gdb knows the symbols of the kernel and its modules, and reads its version', async () => {
  const args = ['--kernel', debug.kernel, '--gdb', ...steps('echo here; until [[ -e /tmp/end ]]; do sleep 0.1; done')];
  const running = startBoot(debug.image, args);
  await running.stdout.waitFor('here\n');
  const commands = ['lx-version', 'bt', 'info address rapido_fault_warn', 'detach'];
  // The kernel's scripts look for modules in the working directory, too.
  const cwd = dirname(await buildKmod(debug.kernel));
  const batch = ['gdb', '--', '-batch', ...commands.flatMap((each) => ['-ex', each])];
  const { status, stdout, stderr } = await rapido(batch, { cwd });
  expect(status, stderr).toBe(0);
  expect(stdout).toMatch(/^Linux version 6\.1\.\d+-rapido-debug /m);
  expect(stdout).toMatch(/^#\d+ +0x\w+ in \w+ \(.*\) at .*\.[chS]:\d+$/m);
  expect(stdout).toMatch(/^Symbol "rapido_fault_warn" is a function at address 0x/m);
  await rapido(['sh', '--', 'touch /tmp/end']);
  expect((await booted(running)).status).toBe(0);
});

test('an O= directory named by KERNEL_SRC: a clean boot raises nothing', async () => {
  const directory = temporaryDirectory();
  writeFileSync(join(directory, 'rapido.conf'), `KERNEL_SRC="${debug.kernel}"\n`);
  const run = await booted(startBoot(debug.image, steps('uname -r'), { cwd: directory }));
  expect([run.status, run.stdout]).toEqual([0, expect.stringMatching(/^6\.1\.\d+-rapido-debug\n$/)]);
  expect(splatsOf(run)).toEqual([]);
});

test('a kernel without modules boots, with a disk', async () => {
  const kernel = await debugKernel('nomodules');
  const image = await cutImage(['--kernel', kernel]);
  const disk = ['--disk', 'size=64M,serial=OWN'];
  const run = await boot(image, ['--kernel', kernel, ...disk, ...steps('uname -r', 'disk_by_serial OWN')]);
  expect([run.status, run.stdout]).toEqual([0, expect.stringMatching(/^6\.1\.\d+-rapido-nomodules\n\/dev\/vda\n$/)]);
  expect(splatsOf(run)).toEqual([]);
});
