import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { startTime } from '../../src/process/index.js';
import { startReaper } from '../../src/process/reaper.js';
import { listVms, registerVm, stopVms, type VmNote } from '../../src/run/running.js';
import { environmentIn, temporaryDirectory } from '../temporary.js';

const vm: VmNote = {
  number: 3,
  name: 'vm',
  cut: 'cut',
  kernel: '6.1',
  pid: process.pid,
  qemuPid: 1,
  started: new Date(0).toISOString(),
  bundle: '/runs/x',
  socket: '/run/none.sock',
};

test('a VM is listed for as long as the process that owns it lives', async () => {
  const environment = environmentIn(temporaryDirectory());
  expect(await listVms(environment)).toEqual([]);
  const reaper = startReaper();
  await registerVm(environment, vm, reaper);
  await registerVm(environment, { ...vm, number: 1 }, reaper);
  expect(await listVms(environment)).toMatchObject([{ ...vm, number: 1 }, vm]);
  await reaper.close();
  expect(readdirSync(environment.dirs.runtime)).toEqual([]);
});

test.each(['/runs/x', '/runs/x/early-console', '/runs/x/vms/srv', '/runs/x/vms/srv/early-console'])(
  'a VM with its logs in %s is of the run /runs/x',
  async (bundle) => {
    const environment = environmentIn(temporaryDirectory());
    const reaper = startReaper();
    onTestFinished(() => reaper.close());
    await registerVm(environment, { ...vm, bundle }, reaper);
    expect(await listVms(environment)).toMatchObject([{ bundle, run: '/runs/x' }]);
  },
);

test('what a crash has left, or is no note, is removed and not shown', async () => {
  const environment = environmentIn(temporaryDirectory());
  const dir = environment.dirs.runtime;
  mkdirSync(dir);
  const notes = {
    'vm-1-4194304.json': JSON.stringify({ ...vm, pid: 4194304, startTime: '1' }),
    'vm-2-1.json': JSON.stringify({ ...vm, startTime: '1' }),
    'vm-3-1.json': '',
    'vm-4-1.json': '{"number": 4}',
    'vm-5-1.json': 'null',
  };
  for (const [name, text] of Object.entries(notes)) writeFileSync(join(dir, name), text);
  writeFileSync(join(dir, 'other'), '');
  expect(await listVms(environment)).toEqual([]);
  expect(readdirSync(dir)).toEqual(['other']);
});

test('stop ends the owner, also one that is stopped, waits for it, and tells of all VMs that it had', async () => {
  const environment = environmentIn(temporaryDirectory());
  const owner = spawn('sleep', ['1000'], { stdio: 'ignore' });
  const exited = once(owner, 'exit');
  const reaper = startReaper();
  onTestFinished(() => reaper.close());
  const owned = { ...vm, pid: owner.pid ?? 0 };
  await registerVm(environment, owned, reaper);
  await registerVm(environment, { ...owned, number: 4, name: 'other' }, reaper);
  owner.kill('SIGSTOP');
  await expect(stopVms(environment, '5')).rejects.toMatchObject({ code: 'ERR_RAPIDO_VM_NOT_FOUND', exitCode: 129 });
  expect(await stopVms(environment, '3')).toMatchObject([owned, { number: 4 }]);
  expect(await startTime(owned.pid)).toBeUndefined();
  expect((await exited)[1]).toBe('SIGTERM');
  expect(await stopVms(environment)).toEqual([]);
});
