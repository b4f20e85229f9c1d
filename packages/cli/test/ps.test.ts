import type { RunningVm } from '@rapido/core';
import { expect, it } from 'vitest';
import { formatVms } from '../src/commands/ps.js';

const NOW = Date.parse('2026-01-02T03:04:10.000Z');

function vmOf(number: number, name: string, run: string): RunningVm {
  const started = '2026-01-02T03:04:05.678Z';
  const ours = { number, name, cut: 'cifs', kernel: '6.1', pid: 7, qemuPid: 8, started, socket: '' };
  return { ...ours, run, bundle: run.endsWith('two') ? `${run}/vms/${name}` : run };
}

it('shows a VM, and where it is reached', () => {
  const network = { mode: 'mesh', addresses: ['192.168.155.101', 'fd00::1'] };
  expect(formatVms([{ ...vmOf(1, 'cifs', '/runs/one'), network }], NOW)).toEqual([
    'VM  NAME  CUT   KERNEL  NETWORK                       PID  RUNS FOR  LOGS',
    '1   cifs  cifs  6.1     mesh 192.168.155.101 fd00::1  7    4.3 s     /runs/one',
  ]);
});

it('shows which VMs are of one run', () => {
  const vms = [vmOf(1, 'cifs', '/runs/one'), vmOf(2, 'srv', '/runs/two'), vmOf(3, 'cli', '/runs/two')];
  expect(formatVms(vms, NOW)).toEqual([
    'VM  NAME  CUT   KERNEL  NETWORK  PID  RUNS FOR  RUN  LOGS',
    '1   cifs  cifs  6.1     -        7    4.3 s     one  /runs/one',
    '2   srv   cifs  6.1     -        7    4.3 s     two  /runs/two/vms/srv',
    '3   cli   cifs  6.1     -        7    4.3 s     two  /runs/two/vms/cli',
  ]);
});
