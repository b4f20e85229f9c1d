import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { FoundSplat, Verdict, VmResult } from '@rapido/core';
import { describe, expect, it } from 'vitest';
import { formatVerdict, reportVerdict } from '../../src/render/verdict.js';
import { styleFor } from '../../src/text/style.js';
import { temporaryDirectory } from '../helpers/cli.js';
import { fakeStream } from '../helpers/stream.js';

const verdict = (more: Partial<Verdict>): Verdict => ({
  schema: 1,
  outcome: 'pass',
  exitCode: 0,
  vm: 'simple-example',
  reason: 'all 2 steps ended with status 0',
  vms: {
    'simple-example': {
      ...{ cut: 'simple-example', kernel: { release: '6.1.0', buildId: 'x', bootedBy: 'pvh' }, began: 0 },
      ...{ outcome: 'pass', reason: '', steps: [], seconds: 4.25, splats: [], lostRecords: 0, files: [] },
    },
  },
  kernel: { release: '6.1.0', buildId: 'x', bootedBy: 'pvh' },
  accelerator: 'tcg',
  started: '2026-01-01T00:00:00.000Z',
  ended: '2026-01-01T00:00:03.000Z',
  bundle: '/state/runs/1',
  ...more,
});

const panic = { outcome: 'panic', exitCode: 101, reason: 'Kernel panic - not syncing' } as const;

const plain = styleFor({ colour: false });
const last = '4.3 s in the VM (tcg); logs: /state/runs/1';
const path = 'report: /state/runs/1/report.html';

/** The only VM of a verdict, with more than nothing in it. */
const vm = (more: Partial<VmResult>): Pick<Verdict, 'vms'> => ({
  vms: { 'simple-example': { ...(verdict({}).vms['simple-example'] as VmResult), ...more } },
});

const splat = (title: string, more: Partial<FoundSplat> = {}): FoundSplat => ({
  ...{ kind: 'warning', title, fatal: false, report: [], sequence: 1, time: 1, step: 2, allowed: false, wentOn: true },
  ...more,
});

describe('formatVerdict', () => {
  it('is short when all went well', () => {
    expect(formatVerdict(verdict({}), undefined, plain)).toEqual(['pass: all 2 steps ended with status 0', last]);
  });

  it('is as short when what the kernel reported is allowed', () => {
    const allowed = verdict(vm({ splats: [splat('WARNING in a', { allowed: true })] }));
    expect(formatVerdict(allowed, undefined, plain)).toHaveLength(2);
  });

  it('names the VM of what is odd, and takes the time of all, where there are several', () => {
    const of = (warning: string) => vm({ distrust: warning }).vms['simple-example'] as VmResult;
    const vms = { fs: of('a'), 'fs.2': of('b') };
    expect(formatVerdict(verdict({ vms }), undefined, plain).slice(1)).toEqual([
      'fs: Warning: a',
      'fs.2: Warning: b',
      '3.0 s in 2 VMs (tcg); logs: /state/runs/1',
    ]);
  });

  it('says how others ended, unless they did the work of the one that decided, or all were interrupted', () => {
    const of = (more: Partial<VmResult>) => vm(more).vms['simple-example'] as VmResult;
    const vms = {
      srv: of({ outcome: 'panic', reason: 'Oops' }),
      'cli.2': of({ outcome: 'ended', reason: 'srv, which it needs, has ended' }),
      other: of({}),
      'srv.2': of({ outcome: 'fail', reason: 'x' }),
    };
    const failed = verdict({ ...panic, vm: 'srv', reason: 'srv: Oops', vms });
    expect(formatVerdict(failed, undefined, plain).slice(0, -2)).toEqual([
      'panic, exit code 101: srv: Oops',
      'cli.2: ended, srv, which it needs, has ended',
    ]);
    const interrupted = verdict({ ...failed, outcome: 'interrupted', exitCode: 130, reason: 'interrupted' });
    expect(formatVerdict(interrupted, undefined, plain)).toHaveLength(3);
  });

  it('says the outcome and its exit code, after what a log tells of it', () => {
    const excerpt = { title: 'The end of the console', lines: ['BUG: nothing'] };
    expect(formatVerdict(verdict(panic), excerpt, plain)).toEqual([
      'The end of the console:',
      '  BUG: nothing',
      'panic, exit code 101: Kernel panic - not syncing',
      path,
      last,
    ]);
  });

  it('lists the splats that the reason does not name, the same ones once', () => {
    const splats = [
      splat('WARNING in a', { allowed: true }),
      splat('WARNING in b'),
      splat('WARNING in c', { step: 0 }),
      splat('WARNING in c', { step: 0 }),
      splat('BUG in d'),
    ];
    const warned = { outcome: 'splat', exitCode: 100, reason: 'WARNING in b (in step 2 (x)), and 3 more' } as const;
    expect(formatVerdict(verdict({ ...warned, ...vm({ outcome: 'splat', splats }) }), undefined, plain)).toEqual([
      'splat, exit code 100: WARNING in b (in step 2 (x)), and 3 more',
      'also: WARNING in c (in autorun), 2 times',
      'also: BUG in d (in step 2)',
      path,
      last,
    ]);
  });

  it('lists all of a run whose steps failed, but not without end', () => {
    const splats = Array.from({ length: 8 }, (_, i) => splat(`WARNING in f${i}`));
    const failed = { outcome: 'fail', exitCode: 1, reason: 'step 1 (false) ended with status 1' } as const;
    const lines = formatVerdict(verdict({ ...failed, ...vm({ outcome: 'fail', splats }) }), undefined, plain);
    expect(lines.filter((line) => line.startsWith('also: '))).toEqual([
      ...[0, 1, 2, 3, 4].map((i) => `also: WARNING in f${i} (in step 2)`),
      'also: 3 more reports of the kernel',
    ]);
  });

  it('warns of what makes a verdict worth less', () => {
    const doubtful = verdict(vm({ distrust: 'lockdep has turned itself off', lostRecords: 7 }));
    expect(formatVerdict(doubtful, undefined, plain)).toEqual([
      'pass: all 2 steps ended with status 0',
      'Warning: lockdep has turned itself off',
      'Warning: 7 records of the kernel log were lost: a report may be among them',
      last,
    ]);
  });

  it('says where a VM hung, and where its files are', () => {
    const examination = {
      ...{ state: 'running', answeredTo: 'agent' as const },
      cpus: ['CPU#0 in native_halt'],
      blocked: ['sh (105) in rapido_fault_block', 'dd (107)'],
    };
    const file = { path: '/a', file: '/state/runs/1/files/a', bytes: 1, complete: false };
    const hung = { outcome: 'hang', exitCode: 102, reason: 'silent for 60 s' } as const;
    expect(
      formatVerdict(verdict({ ...hung, ...vm({ outcome: 'hang', examination, files: [file] }) }), undefined, plain),
    ).toEqual([
      'hang, exit code 102: silent for 60 s',
      'blocked: sh (105) in rapido_fault_block; dd (107)',
      'CPUs: CPU#0 in native_halt',
      'files: 1, 1 not whole, in /state/runs/1/files',
      path,
      last,
    ]);
  });
});

describe('reportVerdict', () => {
  const report = async (of: Verdict, options = { silent: false, console: false }) => {
    const stderr = fakeStream();
    await reportVerdict(of, { ...options, stderr });
    return stderr.text();
  };

  it('shows the last lines of the console where they tell more', async () => {
    const bundle = join(temporaryDirectory(), 'run');
    mkdirSync(bundle);
    const lines = Array.from({ length: 40 }, (_, i) => `\x1b[1mline ${i}\x1b[0m\r\n`);
    writeFileSync(join(bundle, 'console.log'), lines.join(''));
    const text = await report(verdict({ ...panic, bundle }));
    expect(text).toContain('  line 39\n');
    expect(text).not.toContain('line 20\n');
    expect(await report(verdict({ ...panic, bundle }), { silent: false, console: true })).not.toContain('line 39');
    expect(await report(verdict({ bundle }))).not.toContain('line 39');
  });

  it('shows the head of the report that decided instead, from its file where that has source lines', async () => {
    const bundle = temporaryDirectory();
    writeFileSync(join(bundle, 'console.log'), 'the console\n');
    writeFileSync(join(bundle, 'splat-2.txt'), `${OOPS.join('\n').replace('f+0x1/0x2', 'f (drivers/f.c:7)')}\n`);
    const splats = [
      splat('WARNING in a', { report: ['a warning'] }),
      splat('oops in f', { fatal: true, report: OOPS }),
    ];
    const text = await report(verdict({ ...panic, bundle, ...vm({ outcome: 'panic', splats }) }));
    expect(text.split('\n').slice(0, 7)).toEqual([
      'From the report of the kernel:',
      '  BUG: kernel NULL pointer dereference, address: 0000000000000000',
      '  CPU: 1 PID: 105 Comm: sh Not tainted 6.1.0 #1',
      '  RIP: 0010:f (drivers/f.c:7)',
      '  Call Trace:',
      '   g+0x3/0x4',
      'panic, exit code 101: Kernel panic - not syncing',
    ]);
    expect(text).not.toContain('the console');
  });

  it('leaves out what an examined kernel has printed, unless it answered to nothing', async () => {
    const bundle = temporaryDirectory();
    writeFileSync(join(bundle, 'console.log'), 'registers\n');
    const examined = (answeredTo: 'nmi' | 'nothing') =>
      vm({ outcome: 'hang', examination: { state: 'running', cpus: [], blocked: [], answeredTo } });
    const hung = { outcome: 'hang', exitCode: 102, reason: 'silent', bundle } as const;
    expect(await report(verdict({ ...hung, ...examined('nmi') }))).not.toContain('registers');
    expect(await report(verdict({ ...hung, ...examined('nothing') }))).toContain('registers');
  });

  it('does without a console, and says nothing when silent', async () => {
    expect(await report(verdict({ ...panic, bundle: '/nonexistent' }))).toMatch(/^panic, exit code 101/);
    expect(await report(verdict({}), { silent: true, console: false })).toBe('');
  });
});

const OOPS = [
  '[    1.000000] BUG: kernel NULL pointer dereference, address: 0000000000000000',
  '[    1.000001][  T105] CPU: 1 PID: 105 Comm: sh Not tainted 6.1.0 #1',
  '[    1.000002] Hardware name: QEMU Standard PC',
  '[    1.000003] RIP: 0010:f+0x1/0x2',
  '[    1.000004] Code: 00 00',
  '[    1.000005] RSP: 0018:ffffc900003fbbf0 EFLAGS: 00000286',
  '[    1.000006] RAX: 0000000000000000 RBX: 0000000000000010 RCX: 0000000000000027',
  '[    1.000007] FS:  00007eff2024e740(0000) GS:ffff88801d700000(0000) knlGS:0000000000000000',
  '[    1.000008] Call Trace:',
  '[    1.000009]  <TASK>',
  '[    1.000010]  ? by_chance+0x1/0x2',
  '[    1.000011]  g+0x3/0x4',
  '[    1.000012]  </TASK>',
];
