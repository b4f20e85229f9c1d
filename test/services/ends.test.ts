// How runs of several VMs end where a server does not come, or goes.
import type { RunningVm } from '@rapido/core';
import { beforeAll, expect, test } from 'vitest';
import { nothingLeft, rapido } from '../helpers/index.js';
import { ran, runVms, startRun, words, writeCuts } from './cuts.js';

beforeAll(writeCuts);

const BUSY = ['-x', '@cli echo kept >/tmp/kept; echo here; sleep 1000', '--get', '@cli=/tmp/kept'];
const first = (commands: string) => ['--set', `srv:SRV_FIRST=${commands}`];

/** The VM of this name among those that run now. */
async function running(name: string): Promise<RunningVm> {
  const vms = JSON.parse((await rapido(['ps', '--json'])).stdout) as RunningVm[];
  const vm = vms.find((each) => each.name === name);
  if (vm === undefined) throw new Error(`No VM ${name} runs.`);
  return vm;
}

test('a server is killed: its client ends with that as the reason, and leaves its files', async () => {
  const run = startRun([...words('cli'), ...BUSY]);
  await run.stdout.waitFor('here\n');
  process.kill((await running('srv')).qemuPid, 'SIGKILL');
  const { status, verdict, vm, text } = ran(await run.result);
  const reason = 'QEMU was killed by SIGKILL after the last step';
  expect(status).toBe(104);
  expect(verdict).toMatchObject({ outcome: 'ended', vm: 'srv', reason: `srv: ${reason}` });
  expect(vm('cli')).toMatchObject({
    outcome: 'ended',
    endedFor: 'srv',
    reason: `srv, which it needs, has ended: ${reason}`,
  });
  expect(vm('srv')).not.toHaveProperty('endedFor');
  expect(text('vms/cli/files/tmp/kept')).toBe('kept\n');
  await nothingLeft();
});

test('a server is powered off while it is needed: that is no good end, though its own steps were', async () => {
  const { status, verdict, vm } = await runVms([...words('cli'), ...BUSY, '-x', '@srv poweroff']);
  expect(status).toBe(104);
  expect(verdict).toMatchObject({
    outcome: 'ended',
    vm: 'cli',
    reason: 'cli: srv, which it needs, has ended: it was powered off',
  });
  expect(vm('srv').outcome).toBe('pass');
});

test('a server is never ready: after its time it is examined, and its client has not begun', async () => {
  const { status, stdout, verdict, vm } = await runVms([
    ...[...words('cli'), ...BUSY, ...first('sleep 1000')],
    ...['--ready-timeout', '30s'],
  ]);
  expect(status).toBe(103);
  expect(stdout).toBe('');
  expect(verdict).toMatchObject({
    outcome: 'timeout',
    vm: 'srv',
    reason: expect.stringMatching(/^srv: not ready after 30 s, /),
  });
  expect(vm('srv').examination).toBeDefined();
  expect(vm('cli')).toMatchObject({
    endedFor: 'srv',
    reason: expect.stringMatching(/^srv, .* not ready after 30 s, /),
  });
  expect(vm('cli').steps.map((step) => step.began)).toEqual([undefined, undefined]);
});

test('the autorun of a server fails: what it said is shown, and its client has not begun', async () => {
  const { status, stderr, verdict, vm } = await runVms([
    ...[...words('cli'), ...BUSY, '--keep-going', ...first('echo it is broken; return 3')],
  ]);
  expect(status).toBe(3);
  expect(verdict).toMatchObject({ outcome: 'fail', vm: 'srv', reason: 'srv: autorun ended with status 3' });
  expect(vm('cli')).toMatchObject({
    endedFor: 'srv',
    reason: 'srv, which it needs, has ended: autorun ended with status 3',
  });
  expect(stderr).toContain('it is broken');
});

test('Ctrl-C ends clients first, which find the server at their end', async () => {
  const run = startRun([...words('cli'), ...BUSY]);
  await run.stdout.waitFor('here\n');
  run.kill('SIGINT');
  const { status, verdict, vm, text } = ran(await run.result);
  expect(status).toBe(130);
  expect(verdict.outcome).toBe('interrupted');
  expect([vm('srv').outcome, vm('cli').outcome]).toEqual(['interrupted', 'interrupted']);
  expect(text('vms/cli/console.log')).toMatch(/served by srv[\s\S]*served by srv/);
  expect(text('vms/srv/console.log')).toContain('the end of srv');
  await nothingLeft();
});

test('a server alone runs until it is stopped, and says so', async () => {
  const run = startRun(['./srv.js', '--net', 'mesh']);
  await run.stderr.waitFor('web-server is ready, and runs until Ctrl-C ends it.\n');
  run.kill('SIGTERM');
  const { status, text, verdict } = ran(await run.result);
  expect(status).toBe(143);
  expect(verdict).toMatchObject({ outcome: 'interrupted', reason: 'interrupted', vm: 'web-server' });
  expect(text('console.log')).toContain('the end of web-server');
});
