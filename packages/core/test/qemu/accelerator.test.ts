import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { chooseAccelerator } from '../../src/qemu/accelerator.js';
import { temporaryDirectory } from '../temporary.js';

function machine(flags: string, kvm = true) {
  const dir = temporaryDirectory();
  const paths = { kvm: join(dir, 'kvm'), cpuinfo: join(dir, 'cpuinfo') };
  if (kvm) writeFileSync(paths.kvm, '');
  writeFileSync(paths.cpuinfo, `processor\t: 0\nflags\t\t: fpu ${flags} sse\n`);
  return paths;
}

test('KVM where the device opens and the CPU has it', async () => {
  expect((await chooseAccelerator(undefined, machine('vmx'))).accelerator).toBe('kvm');
  expect((await chooseAccelerator(undefined, machine('svm'))).accelerator).toBe('kvm');
});

test('TCG, with the reason, where the device proves nothing', async () => {
  const choice = await chooseAccelerator(undefined, machine('vmxish'));
  expect(choice.accelerator).toBe('tcg');
  expect(choice.reason).toContain('neither vmx nor svm');
});

test('TCG where there is no device; --accel kvm then says what to do', async () => {
  expect((await chooseAccelerator(undefined, machine('vmx', false))).accelerator).toBe('tcg');
  await expect(chooseAccelerator('kvm', machine('vmx', false))).rejects.toMatchObject({
    exitCode: 128,
    hint: expect.stringContaining('kvm_intel'),
  });
});

test('--accel wins where it can', async () => {
  expect(await chooseAccelerator('tcg', machine('vmx'))).toEqual({ accelerator: 'tcg', reason: '--accel tcg' });
  expect((await chooseAccelerator('kvm', machine(''))).accelerator).toBe('kvm');
});
