import { existsSync, mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { temporaryDirectory } from './plugin.js';

// There is one in a process; these want one of their own.
beforeEach(() => vi.resetModules());
afterEach(() => vi.unstubAllEnvs());

it('goes when its reaper does, with all that lies in it', async () => {
  const { sandbox } = await import('../src/sandbox.js');
  const box = sandbox();
  expect(sandbox()).toBe(box);
  const directory = box.directory('x');
  expect(dirname(directory)).toBe(dirname(box.home));
  await box.reaper.close();
  expect(existsSync(dirname(box.home))).toBe(false);
});

it('lies where sockets have room, and tells nothing of the user', async () => {
  const long = join(temporaryDirectory(), 'x'.repeat(60));
  mkdirSync(long);
  vi.stubEnv('TMPDIR', long);
  vi.stubEnv('RAPIDO_KERNEL_SRC', '/linux');
  const { sandbox, variables } = await import('../src/sandbox.js');
  const box = sandbox();
  expect(box.runtime.length).toBeLessThan(70);
  const names = ['HOME', 'LANG', 'PATH', 'RAPIDO_CONF', 'TMPDIR', 'XDG_RUNTIME_DIR'];
  expect(Object.keys(variables(box)).sort()).toEqual(names);
  await box.reaper.close();
});

it('keeps the logs of runs where it is told to', async () => {
  const logs = join(temporaryDirectory(), 'a/b');
  vi.stubEnv('RAPIDO_TESTING_DIR', logs);
  const { sandbox, runDirectory } = await import('../src/sandbox.js');
  const box = sandbox();
  const directory = runDirectory(box);
  await box.reaper.close();
  expect(dirname(directory)).toBe(logs);
  expect(existsSync(directory)).toBe(true);
});
