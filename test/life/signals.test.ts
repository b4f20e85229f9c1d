import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { RunningVm, Verdict } from '@rapido/core';
import { beforeAll, describe, expect, test, vi } from 'vitest';
import { expectWhole } from '../helpers/image.js';
import {
  leftovers,
  nothingLeft,
  type Running,
  rapido,
  SELF,
  start,
  startRapido,
  temporaryDirectory,
} from '../helpers/index.js';
import { cutImage, qemuOf } from '../run/vm.js';
import { childOf } from './children.js';

/** A moment in a run, and what tells that it has come. */
const MOMENTS = {
  'while dracut builds': (running: Running) => childOf(running.pid, 'dracut'),
  'before the guest has spoken': (running: Running) => childOf(running.pid, 'qemu-system'),
  'in a step': (running: Running) => running.stdout.waitFor('in the step\n'),
};

/** What makes a cut long enough. */
const DRACUT = ['--set', 'IMAGE_DRIVER=dracut'];

const SIGNALS = { SIGINT: 130, SIGTERM: 143, SIGKILL: 137 } as const;

let image = '';

beforeAll(async () => {
  image = await cutImage();
});

describe.each(Object.entries(MOMENTS))('a signal %s leaves nothing behind', (name, moment) => {
  test.each(['SIGINT', 'SIGTERM', 'SIGKILL'] as const)('%s', async (signal) => {
    const driver = name.includes('dracut') ? DRACUT : [];
    const running = startRapido(['run', 'simple-example', ...driver, '-x', 'echo in the step; sleep 1000']);
    await moment(running);
    running.kill(signal);
    expect((await running.result).status).toBe(SIGNALS[signal]);
    await nothingLeft();
  });
});

test('an interrupted run says so in its verdict, and its VM’s number is free at once', async () => {
  const running = startRapido(['boot', image, '--json', '-x', 'true', '-x', 'echo up; sleep 1000']);
  const vm = await stepOf(running.pid);
  expect(leftovers().join()).toContain(`@rapido-vm-${vm.number} `);
  running.kill('SIGINT');
  const { status, stdout } = await running.result;
  expect(status).toBe(130);
  const verdict = JSON.parse(stdout) as Verdict;
  expect(verdict).toMatchObject({ outcome: 'interrupted', exitCode: 130 });
  expect(verdict.vms['simple-example']?.steps.slice(0, 2)).toMatchObject([{ status: 0 }, { status: 0 }]);
  // Another test file may take it in the same moment: what counts is that nothing of ours holds it.
  expect(leftovers().filter((line) => line.includes(`rapido-vm-${vm.number} `))).toEqual([]);
  await nothingLeft();
  expect((await rapido(['ps', '--json'])).stdout.trim()).toBe('[]');
});

test('a whole process group that is killed takes its VM with it', async () => {
  const running = start(['setsid', '--wait', process.execPath, SELF.cli, 'boot', image, '-x', 'echo up; sleep 1000']);
  await running.stdout.waitFor('up\n');
  const [vm] = await listed();
  const qemu = qemuOf(vm?.pid ?? 0);
  process.kill(-(vm?.pid ?? Number.NaN), 'SIGKILL');
  await running.result;
  await nothingLeft();
  await vi.waitFor(() => expect(stateOf(qemu)).toMatch(/^(?:Z|gone)/));
});

test('what nobody could clean up after blocks nothing, and the next run removes it', async () => {
  const running = startRapido(['run', 'simple-example', '-x', 'echo in the step; sleep 1000']);
  await running.stdout.waitFor('in the step\n');
  process.kill(await childOf(running.pid, 'reaper.sh'), 'SIGKILL');
  running.kill('SIGKILL');
  await running.result;
  const { status, stdout } = await rapido(['run', 'simple-example', '-x', 'echo again']);
  expect({ status, stdout }).toEqual({ status: 0, stdout: 'again\n' });
  await nothingLeft();
});

test('a cut that is killed leaves the image that was there', async () => {
  const directory = temporaryDirectory();
  writeFileSync(join(directory, 'rapido.conf'), '');
  const options = { cwd: directory };
  expect((await rapido(['cut', 'simple-example', ...DRACUT], options)).status).toBe(0);
  for (const signal of ['SIGKILL', 'SIGTERM'] as const) {
    const running = startRapido(['cut', 'simple-example', ...DRACUT], options);
    await MOMENTS['while dracut builds'](running);
    running.kill(signal);
    expect((await running.result).status).toBe(SIGNALS[signal]);
    await nothingLeft();
    expectWhole(join(directory, 'initrds', 'simple-example.img'));
    expect(readdirSync(join(directory, 'initrds')).sort()).toEqual(['myinitrd', 'simple-example.img']);
  }
});

/** The VM of a rapido, when it is in a step that sleeps. */
async function stepOf(pid: number): Promise<RunningVm> {
  return vi.waitFor(
    async () => {
      const vm = (await listed()).find((each) => each.pid === pid);
      const log = vm && join(vm.bundle, 'console.log');
      if (!vm || !log || !readFileSync(log, 'utf8').includes('| up\n')) throw new Error('It is not up.');
      return vm;
    },
    { timeout: 60_000, interval: 200 },
  );
}

async function listed(): Promise<RunningVm[]> {
  return JSON.parse((await rapido(['ps', '--json'])).stdout) as RunningVm[];
}

/** A process that has ended may still wait, as Z, for somebody to ask how. */
function stateOf(pid: number): string {
  return (
    spawnSync('ps', ['-o', 'stat=', '-p', String(pid)])
      .stdout.toString()
      .trim() || 'gone'
  );
}
