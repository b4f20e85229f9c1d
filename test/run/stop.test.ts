import type { RunningVm } from '@rapido/core';
import { beforeAll, expect, test } from 'vitest';
import { rapido } from '../helpers/index.js';
import { booted, cutImage, qemuOf, startBoot, steps } from './vm.js';

let image = '';

beforeAll(async () => {
  image = await cutImage();
});

test('ps shows VMs while they run, and stop ends them', async () => {
  expect(await rapido(['ps'])).toMatchObject({ status: 0, stdout: '', stderr: 'No VM is running.\n' });
  const started = [1, 2].map(() => startBoot(image, steps("echo 'here'; sleep 1000")));
  await Promise.all(started.map(({ stdout }) => stdout.waitFor('here\n')));

  const vms = await listed();
  const numbers = vms.map(({ number }) => number);
  expect(new Set(numbers).size).toBe(2);
  for (const { pid } of started) {
    const vm = vms.find((each) => each.pid === pid);
    expect(vm).toMatchObject({ name: 'simple-example', cut: 'simple-example', qemuPid: qemuOf(pid) });
    expect(Date.parse(vm?.started ?? '')).not.toBeNaN();
  }
  const { stdout } = await rapido(['ps']);
  expect(stdout).toMatch(/^VM +NAME +CUT +KERNEL +NETWORK +PID +/);
  for (const { number, pid, kernel } of vms) {
    expect(stdout).toMatch(new RegExp(`^${number} +simple-example +simple-example +${kernel} +- +${pid} `, 'm'));
  }

  const [first, second] = vms as [RunningVm, RunningVm];
  const endOf = ({ pid }: RunningVm) => booted(started.find((each) => each.pid === pid) ?? never());
  const stopped = await rapido(['stop', String(first.number), '--json']);
  expect(JSON.parse(stopped.stdout)).toEqual([first]);
  expect(await listed()).toEqual([second]);
  expect(await endOf(first)).toMatchObject({
    status: 143,
    stdout: 'here\n',
    verdict: { outcome: 'interrupted', exitCode: 143, bundle: first.bundle },
  });

  expect(await rapido(['stop', '--all'])).toMatchObject({ status: 0 });
  expect((await endOf(second)).status).toBe(143);
  expect(await listed()).toEqual([]);
  const none = await rapido(['stop', String(first.number)]);
  expect(none).toMatchObject({ status: 129, stderr: expect.stringContaining(`No VM ${first.number} is running`) });
});

async function listed(): Promise<RunningVm[]> {
  const { status, stdout } = await rapido(['ps', '--json']);
  expect(status).toBe(0);
  return JSON.parse(stdout) as RunningVm[];
}

function never(): never {
  throw new Error('It is none of those that were started.');
}
