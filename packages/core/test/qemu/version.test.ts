import { expect, test } from 'vitest';
import { isAtLeast, qemuVersion } from '../../src/qemu/version.js';

const environment = { cwd: '/', variables: process.env, dirs: { config: '', cache: '', state: '', runtime: '' } };

test('the installed QEMU tells its version', async () => {
  expect(await qemuVersion('qemu-system-x86_64', environment)).toMatch(/^\d+\.\d+/);
});

test.each([
  ['7.2.22', '7.2', true],
  ['7.2', '7.2', true],
  ['10.0.0', '7.2', true],
  ['7.1.90', '7.2', false],
  ['5.0.0', '5.0', true],
  ['4.2.1', '5.0', false],
])('%s is at least %s: %s', (version, oldest, expected) => {
  expect(isAtLeast(version, oldest)).toBe(expected);
});
