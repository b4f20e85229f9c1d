import { existsSync, readdirSync, statSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { startReaper } from '../../src/process/index.js';
import { makeBundle } from '../../src/run/bundle.js';
import { registerVm } from '../../src/run/running.js';
import { environmentIn, temporaryDirectory } from '../temporary.js';

test('the last 50 bundles are kept, and older ones of VMs that still run', async () => {
  const environment = environmentIn(temporaryDirectory());
  const runs = join(environment.dirs.state, 'runs');
  const old = Array.from({ length: 60 }, (_, index) =>
    join(runs, `2001-01-01T00-00-${String(index).padStart(2, '0')}-x`),
  );
  for (const path of old) await mkdir(path, { recursive: true });
  const reaper = startReaper();
  onTestFinished(() => reaper.close());
  const running = old[3] as string;
  const vm = {
    number: 1,
    name: 'x',
    cut: 'x',
    kernel: '6.1',
    pid: process.pid,
    qemuPid: 1,
    started: '',
    bundle: running,
    socket: '',
  };
  await registerVm(environment, vm, reaper);

  const bundle = await makeBundle(environment, 'x');
  expect(statSync(bundle).mode & 0o777).toBe(0o700);
  expect(existsSync(running)).toBe(true);
  expect(readdirSync(runs)).toHaveLength(51);
  expect(await makeBundle(environment, 'x')).not.toBe(bundle);
});
