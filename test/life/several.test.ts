// VMs of one user beside each other, and what becomes of one when others end or are stopped.
import { setTimeout } from 'node:timers/promises';
import type { RunningVm } from '@rapido/core';
import { beforeAll, expect, test } from 'vitest';
import { cliCommand, nothingLeft, type Running, rapido, start } from '../helpers/index.js';
import { booted, cutImage, startBoot, steps } from '../run/vm.js';

let image = '';

beforeAll(async () => {
  image = await cutImage();
});

test('three at once have numbers and names of their own, and end one by one', async () => {
  const hello = 'echo "$RAPIDO_VM $RAPIDO_HOSTNAME $(</proc/sys/kernel/hostname) up"; sleep 1000';
  const runs = [1, 2, 3].map(() => startBoot(image, steps(hello)));
  const said = await Promise.all(runs.map(({ stdout }) => stdout.waitFor(/^(\d+) rapido\1 rapido\1 up\n/)));
  const numbers = said.map((line) => Number.parseInt(line, 10));
  expect(new Set(numbers).size).toBe(3);
  expect(await listed()).toEqual([...numbers].sort((a, b) => a - b));

  const [killed, stopped, last] = runs as [Running, Running, Running];
  killed.kill('SIGKILL');
  await killed.result;
  expect(await listed()).toEqual(numbers.slice(1).sort((a, b) => a - b));

  stopped.kill('SIGSTOP');
  const stop = await rapido(['stop', String(numbers[1])]);
  expect(stop).toMatchObject({ status: 0, stdout: '', stderr: `Ended: ${numbers[1]} (simple-example).\n` });
  expect((await booted(stopped)).verdict).toMatchObject({ outcome: 'interrupted', exitCode: 143 });

  const unknown = await rapido(['stop', String(numbers[1])]);
  expect(unknown.status).toBe(129);
  expect(unknown.stderr).toContain(`Running: ${numbers[2]} (simple-example).`);
  expect(await rapido(['stop', 'simple-example'])).toMatchObject({ status: 0 });
  expect((await last.result).status).toBe(143);
  expect(await rapido(['stop', '--all'])).toMatchObject({ status: 0, stderr: 'No VM is running.\n' });
  await nothingLeft();
});

async function listed(): Promise<number[]> {
  const { stdout } = await rapido(['ps', '--json']);
  return (JSON.parse(stdout) as RunningVm[]).map(({ number }) => number);
}

test('a run that is stopped, as by Ctrl-Z, goes on where it was', async () => {
  const limit = ['--hang-timeout', '3s'];
  const command = cliCommand(['boot', image, ...limit, ...steps('echo up; sleep 2; echo done')]);
  // In a process group of its own, all of which a terminal would stop.
  const running = start(['setsid', ...command]);
  await running.stdout.waitFor('up\n');
  process.kill(-running.pid, 'SIGSTOP');
  await setTimeout(4000); // longer than it may be silent
  process.kill(-running.pid, 'SIGCONT');
  expect(await booted(running)).toMatchObject({ status: 0, stdout: 'up\ndone\n', verdict: { outcome: 'pass' } });
});
