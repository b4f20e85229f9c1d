import { beforeAll, expect, test } from 'vitest';
import { boot, booted, cutImage, qemuOf, startBoot, steps } from './vm.js';

let image = '';

beforeAll(async () => {
  image = await cutImage();
});

test.each([
  ['init is not there', 'init=/nowhere rdinit=/nowhere', 'kernel panic: VFS: Unable to mount root fs'],
  ['init ends', 'rdinit=/bin/ls', 'kernel panic: Attempted to kill init!'],
])('%s', async (_, parameter, reason) => {
  const { status, stdout, stderr, verdict } = await boot(image, ['--append', parameter, ...steps('echo step')]);
  expect(verdict, stderr).toMatchObject({ outcome: 'panic', reason: expect.stringContaining(reason) });
  expect(verdict.reason).toMatch(/ \(before its init spoke\)$/);
  expect(status).toBe(101);
  expect(stdout).toBe('');
  expect(stderr).toContain(`\npanic, exit code 101: ${reason}`);
});

test('the kernel panics in a step', async () => {
  const { status, verdict } = await boot(image, steps('echo c >/proc/sysrq-trigger'));
  expect(verdict.reason).toBe('kernel panic: sysrq triggered crash (in step 1 (echo c >/proc/sysrq-trigger))');
  expect(status).toBe(101);
});

test.each([
  ['resets itself', 'b', 'the guest reset itself during step 1'],
  ['goes off behind our back', 'o', 'the guest powered itself off without saying so during step 1'],
])('the guest %s', async (_, key, reason) => {
  const { status, verdict } = await boot(image, steps(`echo ${key} >/proc/sysrq-trigger; sleep 1000`));
  expect(verdict).toMatchObject({ outcome: 'ended', reason: expect.stringContaining(reason) });
  expect(status).toBe(104);
});

test('a module cannot be loaded', async () => {
  // For a VIA processor only.
  const broken = await cutImage(['--kmod', 'padlock_aes']);
  const { status, stdout, verdict } = await boot(broken, steps('echo step'));
  expect(verdict.outcome).toBe('ended');
  expect(verdict.reason).toMatch(
    /^the guest could not be set up: loading kernel modules: .*padlock_aes.*No such device$/,
  );
  expect(status).toBe(104);
  expect(stdout).toBe('');
});

test('QEMU is killed', async () => {
  const running = startBoot(image, ['--console', ...steps("echo 'here'; sleep 1000")]);
  await running.stdout.waitFor('here\n');
  process.kill(qemuOf(running.pid), 'SIGKILL');
  const { status, verdict } = await booted(running);
  expect(verdict.reason).toBe("QEMU was killed by SIGKILL during step 1 (echo 'here'; sleep 1000)");
  expect(status).toBe(104);
});
