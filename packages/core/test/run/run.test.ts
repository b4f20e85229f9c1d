import { expect, test } from 'vitest';
import { RapidoError } from '../../src/errors.js';
import type { Host } from '../../src/host.js';
import { run } from '../../src/run/run.js';
import type { RunVm } from '../../src/run/run-vm.js';

const failure = new RapidoError('HOST', 'Cannot look at the network.');
const vm = {
  get options(): never {
    throw failure;
  },
} as unknown as RunVm;

test('what fails because the user has interrupted is an interruption', async () => {
  const interruption = new RapidoError('INTERRUPTED', 'Ended by SIGTERM.', { exitCode: 143 });
  const controller = new AbortController();
  const host = { signal: controller.signal } as Host;
  await expect(run([vm], { name: 'a' }, host)).rejects.toBe(failure);
  controller.abort(interruption);
  await expect(run([vm], { name: 'a' }, host)).rejects.toBe(interruption);
});
