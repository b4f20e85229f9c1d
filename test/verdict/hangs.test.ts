import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { VmResult } from '@rapido/core';
import { beforeAll, expect, test } from 'vitest';
import { type Booted, boot } from '../run/vm.js';
import { cutFaultImage, fault, faultBoot } from './faults.js';

let image = '';

beforeAll(async () => {
  image = await cutFaultImage();
});

const resultOf = ({ verdict }: Booted) => verdict.vms[verdict.vm] as VmResult;
const fileOf = ({ verdict }: Booted, name: string) => readFileSync(join(verdict.bundle, name), 'utf8');

test('a task that is blocked for ever is named when the time is over', async () => {
  const flags = ['--timeout', '15', '--get', '/tmp/notes', '--get', '/no/such'];
  const run = await boot(image, [...flags, ...faultBoot(`echo here >/tmp/notes; ${fault('block')}`)]);
  expect(run.status).toBe(103);
  expect(resultOf(run)).toMatchObject({
    splats: [],
    examination: {
      state: 'running',
      answeredTo: 'agent',
      blocked: [expect.stringMatching(/^bash \(\d+\) in rapido_fault_block$/)],
    },
    files: [{ path: '/tmp/notes', bytes: 5, complete: true }],
  });
  expect(fileOf(run, 'files/tmp/notes')).toBe('here\n');
  expect(run.stderr).toContain('--get /no/such: it is not there in the VM');
  expect(fileOf(run, 'kernel.log')).toMatch(/ task:bash +state:D /);
});

// At the same time, as they mostly wait.
test('CPUs that heed nothing are found where they spin; the panic that this takes is none of the kernel', async () => {
  const hang = (name: string, cpus: string) =>
    boot(image, ['--hang-timeout', '10', '--cpus', cpus, ...faultBoot(fault(name))]);
  for (const run of await Promise.all([hang('spin', '1'), hang('spin-all', '2')])) {
    expect(run.verdict).toMatchObject({
      outcome: 'hang',
      reason: expect.stringMatching(/^neither a heartbeat nor output for 10 s, in step 1 /),
    });
    expect(run.status).toBe(102);
    const { examination, splats } = resultOf(run);
    expect(splats).toEqual([]);
    expect(examination?.answeredTo).toMatch(/^(break|nmi)$/);
    expect(examination?.cpus.join('\n')).toMatch(/in rapido_fault_spin/);
    expect(fileOf(run, 'registers.txt')).toMatch(/^RIP=/m);
  }
});

test('a guest whose agent is gone is asked by a break on its console', async () => {
  const stop = 'kill -s STOP "$(</rapido/run/agent)"; sleep 1000';
  const run = await boot(image, ['--hang-timeout', '10', ...faultBoot(stop)]);
  expect([run.status, resultOf(run).splats]).toEqual([102, []]);
  expect(resultOf(run).examination).toMatchObject({ state: 'running', answeredTo: 'break' });
  expect(fileOf(run, 'kernel.log')).toMatch(/\] sysrq: Show Blocked State$/m);
});

test('a kernel that dies or hangs without a byte is booted once more, with a console from the first moment', async () => {
  const run = await boot(image, ['--append', 'mem=48M', '--hang-timeout', '10', ...faultBoot('true')]);
  expect(run.verdict).toMatchObject({
    outcome: 'hang',
    reason: expect.stringMatching(/; once more with an early console \(.*\): kernel panic: Cannot find place/),
  });
  expect(run.status).toBe(102);
  expect(run.stderr).toMatch(/^Boot .* as rapido\d+, once more with an early console: /m);
  expect(fileOf(run, 'early-console/console.log')).toContain('Kernel panic - not syncing');
});

test('--dump keeps the memory of a VM that ends badly, and of no other', async () => {
  const [bad, good] = await Promise.all([
    boot(image, ['--dump', ...faultBoot(fault('panic'))]),
    boot(image, ['--dump', ...faultBoot('true')]),
  ]);
  expect([bad.status, good.status]).toEqual([101, 0]);
  const vmcore = join(bad.verdict.bundle, 'vmcore');
  expect(statSync(vmcore).size).toBeGreaterThan(2 ** 20);
  expect(statSync(vmcore).mode & 0o077).toBe(0);
  // kdump's format in pieces, as makedumpfile(8) writes it to a pipe
  expect(readFileSync(vmcore).subarray(0, 12).toString()).toBe('makedumpfile');
  expect(existsSync(join(good.verdict.bundle, 'vmcore'))).toBe(false);
});
