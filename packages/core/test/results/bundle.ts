import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { formatRecord } from '../../src/kernel-log/index.js';
import type { FoundSplat, Verdict, VmResult } from '../../src/run/types.js';

const KERNEL = { release: '6.1.0-test', buildId: 'sha256:0123456789abcdef', bootedBy: 'pvh' } as const;

/** A verdict as `result.json` has it: of a VM in which one step has run, unless told. */
export function verdictOf(bundle: string, more: Partial<VmResult> = {}, top: Partial<Verdict> = {}): Verdict {
  const vm: VmResult = {
    ...{ cut: 'my-cut', kernel: KERNEL, began: 0, outcome: 'pass', reason: 'the step ended with status 0', seconds: 8 },
    ...{ splats: [], lostRecords: 0, files: [] },
    steps: [
      { text: 'autorun', began: 4, seconds: 1, status: 0 },
      { text: 'true', began: 5, seconds: 2, status: 0 },
    ],
    taint: '',
    ...more,
  };
  return {
    ...{ schema: 1, outcome: vm.outcome, exitCode: 0, vm: 'my-cut', reason: vm.reason, vms: { 'my-cut': vm } },
    kernel: KERNEL,
    accelerator: 'tcg',
    started: '2026-01-02T03:04:05.678Z',
    ended: '2026-01-02T03:04:14.000Z',
    bundle,
    ...top,
  };
}

/** Of a server that serves from the fifth second to the end, and of a client that has waited for it, and whose step failed. */
export function verdictOfTwo(bundle: string, server: Partial<VmResult> = {}, client: Partial<VmResult> = {}): Verdict {
  const one = verdictOf(bundle).vms['my-cut'] as VmResult;
  const srv: VmResult = {
    ...{ ...one, cut: 'samba-xfs', reason: 'autorun ended with status 0', began: 0.5, seconds: 9.5, logs: 'vms/srv' },
    ...{ service: true, ready: 5, steps: [{ text: 'autorun', began: 3.5, seconds: 1, status: 0 }] },
    ...server,
  };
  const steps = [
    { text: 'autorun', began: 4, seconds: 1, status: 0 },
    { text: 'exit 3', began: 5, seconds: 2, status: 3 },
  ];
  const cli: VmResult = {
    ...{ ...one, cut: 'cifs', outcome: 'fail', reason: 'step 1 (exit 3) ended with status 3', began: 1, seconds: 8 },
    ...{ logs: 'vms/cli', waited: 1, steps },
    ...client,
  };
  const top = { outcome: cli.outcome, exitCode: 3, vm: 'cli', reason: `cli: ${cli.reason}`, vms: { srv, cli } };
  return verdictOf(bundle, {}, top);
}

export function splatOf(more: Partial<FoundSplat> = {}): FoundSplat {
  return {
    ...{ kind: 'warning', title: 'WARNING in f', fatal: false, sequence: 3, time: 3_500_000, step: 1 },
    report: ['[    3.500000] WARNING: at f.c:1 f+0x1/0x2', '[    3.500001] Call Trace:'],
    ...{ allowed: false, wentOn: true },
    ...more,
  };
}

/** Text of a kernel.log: seconds, level, text, and for user space its facility. */
export function kernelLog(...records: readonly (readonly [number, number, string, number?])[]): string {
  return records
    .map(([seconds, level, text, facility = 0], sequence) =>
      formatRecord({ sequence, time: Math.round(seconds * 1e6), level, facility, text }),
    )
    .join('');
}

/** What init notes as step 0 and step 1 begin and end. */
export const KERNEL_LOG = kernelLog(
  [0.5, 6, 'Linux version 6.1.0-test'],
  [2.5, 6, 'rapido: step 0 begin', 1],
  [2.75, 4, 'a warning of autorun'],
  [3, 6, 'rapido: step 0 end 0', 1],
  [3.125, 6, 'rapido: step 1 begin', 1],
  [3.5, 4, 'WARNING: at f.c:1 f+0x1/0x2'],
  [3.500001, 4, 'Call Trace:'],
  [3.75, 3, 'an error'],
  [4, 6, 'rapido: step 1 end 0', 1],
  [4.25, 7, 'the end'],
);

export function writeFiles(dir: string, files: Readonly<Record<string, string | Buffer>>): void {
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(dir, name)), { recursive: true });
    writeFileSync(join(dir, name), content);
  }
}
