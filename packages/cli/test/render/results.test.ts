import type { FoundSplat, StoredRun, Verdict, VmResult } from '@rapido/core';
import { describe, expect, it } from 'vitest';
import { formatRun, formatRuns } from '../../src/render/results.js';
import { styleFor } from '../../src/text/style.js';

const page = { style: styleFor({ colour: false }), columns: 200 };

const kernel = { release: '6.1.0', buildId: 'sha256:1234', bootedBy: 'pvh' } as const;

const vm: VmResult = {
  ...{ cut: 'a', kernel, began: 0, outcome: 'fail', reason: '', seconds: 8.5, splats: [], lostRecords: 0, files: [] },
  steps: [
    { text: 'autorun', began: 4, seconds: 0.25, status: 0 },
    { text: 'ls\n\x1b[1mexit 3', began: 5, seconds: 2, status: 3 },
    { text: 'sleep', began: 7 },
    { text: 'true' },
  ],
};

const verdict = (more: Partial<VmResult> = {}): Verdict => ({
  ...{ schema: 1, outcome: 'fail', exitCode: 3, vm: 'a', reason: 'step 1 (ls) ended with status 3' },
  vms: { a: { ...vm, ...more } },
  kernel,
  ...{ accelerator: 'tcg', started: '', ended: '', bundle: '/before' },
});

const run = (of?: Verdict, running = false): StoredRun => ({
  ...{ name: '2026-01-02T03-04-05-a', path: '/now', cut: 'a', started: '2026-01-02T03:04:05.678Z', running },
  ...(of ? { verdict: of } : {}),
});

describe('formatRun', () => {
  it('shows verdict, kernel, steps and where everything lies', () => {
    expect(
      formatRun(run(verdict({ taint: 'OE', network: [{ nic: 'eth0', addresses: ['10.0.0.1/24'] }] })), page),
    ).toEqual([
      'a, 2026-01-02 03:04:05 UTC',
      'fail, exit code 3: step 1 (ls) ended with status 3',
      'kernel 6.1.0 (vmlinux by PVH, tcg), build id sha256:1234',
      '8.5 s in the VM; kernel tainted: OE',
      'eth0 10.0.0.1/24',
      '',
      'STEP  STATUS   TOOK   COMMAND',
      '0     0        0.3 s  autorun',
      '1     3        2.0 s  ls exit 3',
      '2     no end          sleep',
      '3     not run         true',
      '',
      'report: /now/report.html',
      'logs: /now',
    ]);
  });

  it('shows splats, what was examined, and files where they are now', () => {
    const splat: FoundSplat = {
      ...{ kind: 'oops', title: 'BUG: f', fatal: true, report: [], sequence: 1, time: 1 },
      ...{ step: 2, allowed: false, wentOn: false },
    };
    const { step: _, ...early } = { ...splat, kind: 'warning' as const, fatal: false, allowed: true, wentOn: true };
    const examination = { state: 'running', cpus: ['CPU#0 f'], blocked: ['sh (1) in g'], answeredTo: 'break' as const };
    const files = [{ path: '/etc/x', file: '/before/files/etc/x', bytes: 2048, complete: false }];
    const more = { splats: [splat, early], examination, files, distrust: 'why', lostRecords: 2 };
    const lines = formatRun(run(verdict(more)), page);
    expect(lines.slice(4, 6)).toEqual(['not to be trusted: why', '2 kernel records were lost']);
    expect(lines.slice(13, -3)).toEqual([
      'splat 1: BUG: f',
      '  oops, fatal; in step 2; nothing heard afterwards',
      '  /now/splat-1.txt',
      'splat 2: BUG: f',
      '  warning; before the first step; the kernel went on; allowed',
      '  /now/splat-2.txt',
      '',
      "examined: QEMU's state running; the kernel answered to break",
      '  blocked: sh (1) in g',
      '  CPU#0 f',
      '',
      'FILE OF THE VM  SIZE           HERE',
      '/etc/x          2K, not whole  /now/files/etc/x',
    ]);
  });

  it('shows several VMs in a table, then each with its kernel and its logs', () => {
    const splat: FoundSplat = {
      ...{ kind: 'warning', title: 'WARNING in f', fatal: false, report: [], sequence: 1, time: 1 },
      ...{ step: 0, allowed: false, wentOn: true },
    };
    const steps = [{ text: 'autorun', began: 4, seconds: 0.25, status: 0 }];
    const srv: VmResult = {
      ...{
        ...vm,
        cut: 'samba-xfs',
        service: true,
        ready: 4.25,
        outcome: 'splat',
        reason: 'WARNING in f (in autorun)',
        steps,
      },
      ...{ splats: [splat], logs: 'vms/srv', kernel: { release: '6.12.0', buildId: 'ab', bootedBy: 'bzimage' } },
    };
    const cli: VmResult = { ...vm, cut: 'cifs', began: 0.5, waited: 2, reason: 'step 1 failed', logs: 'vms/cli' };
    const of = { ...verdict(), vm: 'cli', reason: 'cli: step 1 failed', vms: { srv, cli } };
    expect(formatRun({ ...run(of), cut: 'srv=samba-xfs cli=cifs' }, page)).toEqual([
      'srv=samba-xfs cli=cifs, 2026-01-02 03:04:05 UTC',
      'fail, exit code 3: cli: step 1 failed',
      '',
      'VM   CUT        OUTCOME  BEGAN  READY  RAN    REASON',
      'srv  samba-xfs  splat    0.0 s  4.3 s  8.5 s  WARNING in f (in autorun)',
      'cli  cifs       fail     0.5 s         8.5 s  step 1 failed',
      '',
      'srv, samba-xfs, a service',
      'kernel 6.12.0 (bzImage, tcg), build id ab',
      '8.5 s in the VM',
      '',
      'STEP  STATUS  TOOK   COMMAND',
      '0     0       0.3 s  autorun',
      '',
      'splat 1: WARNING in f',
      '  warning; in autorun; the kernel went on',
      '  /now/vms/srv/splat-1.txt',
      'logs: /now/vms/srv',
      '',
      'cli, cifs',
      'kernel 6.1.0 (vmlinux by PVH, tcg), build id sha256:1234',
      '8.5 s in the VM, of which it waited 2.0 s for services',
      '',
      'STEP  STATUS   TOOK   COMMAND',
      '0     0        0.3 s  autorun',
      '1     3        2.0 s  ls exit 3',
      '2     no end          sleep',
      '3     not run         true',
      'logs: /now/vms/cli',
      '',
      'report: /now/report.html',
      'logs: /now',
    ]);
  });

  it.each([
    [true, 'It still runs.'],
    [false, 'It has no result: Rapido was killed, or is not done with it.'],
  ])('of one without a result (running: %s)', (running, text) => {
    const lines = ['a, 2026-01-02 03:04:05 UTC', text, '', 'logs: /now'];
    expect(formatRun(run(undefined, running), page)).toEqual(lines);
  });
});

describe('formatRuns', () => {
  it('is a table, no wider than the terminal', () => {
    const runs = [run(), run(undefined, true), run({ ...verdict(), reason: 'because '.repeat(5).trim() })];
    const table = formatRuns(runs, page);
    expect(table).toEqual([
      'RUN                    OUTCOME    CODE  KERNEL  REASON',
      '2026-01-02T03-04-05-a  no result',
      '2026-01-02T03-04-05-a  runs',
      '2026-01-02T03-04-05-a  fail       3     6.1.0   because because because because because',
    ]);
    expect(formatRuns(runs, { ...page, columns: 80 }).map(({ length }) => length)).toEqual([54, 32, 27, 80]);
  });
});
