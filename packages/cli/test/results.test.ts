import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { rapido, temporaryDirectory } from './helpers/cli.js';

const BIN = fileURLToPath(new URL('../bin/run.js', import.meta.url));
const NAMES = ['2026-01-01T00-00-00-old', '2026-01-02T03-04-05-my-cut'] as const;
const KERNEL_LOG = [
  'kern  :info  : [    1.000000] Linux version 6.1.0',
  'user  :info  : [    2.000000] rapido: step 0 begin',
  'kern  :err   : [    2.500000] an "error"\x1b[1m',
  'user  :info  : [    3.000000] rapido: step 0 end 0',
  '',
].join('\n');

/** A home in which two runs have been: one was killed, one ended with 3. */
function homeWithRuns(): { readonly home: string; readonly bundle: string } {
  const home = temporaryDirectory();
  const [old, bundle] = NAMES.map((name) => join(home, '.local/state/rapido/runs', name)) as [string, string];
  for (const path of [old, bundle]) mkdirSync(path, { recursive: true });
  const steps = [{ text: 'autorun', began: 4, seconds: 1, status: 3 }];
  const vm = { outcome: 'fail', reason: 'r', seconds: 5, steps, splats: [], lostRecords: 0, files: [] };
  const verdict = {
    ...{ schema: 1, outcome: 'fail', exitCode: 3, vm: 'my-cut', reason: 'autorun ended with status 3' },
    ...{ vms: { 'my-cut': vm }, kernel: { release: '6.1.0', buildId: 'x', bootedBy: 'bzimage' } },
    ...{ accelerator: 'kvm', started: '2026-01-02T03:04:05.000Z', ended: '2026-01-02T03:04:11.000Z', bundle },
  };
  writeFileSync(join(bundle, 'result.json'), JSON.stringify(verdict));
  writeFileSync(join(bundle, 'kernel.log'), KERNEL_LOG);
  writeFileSync(join(bundle, 'console.log'), '   1.000| boot\n   4.500| hello\n');
  return { home, bundle };
}

describe('rapido results', () => {
  it('shows the last run, and ends with 0', async () => {
    const { home, bundle } = homeWithRuns();
    const { status, stdout, stderr } = await rapido(['results'], { home });
    expect(stdout).toContain('my-cut, 2026-01-02 03:04:05 UTC\nfail, exit code 3: autorun ended with status 3\n');
    expect(stdout).toContain(`\nlogs: ${bundle}\n`);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  });

  it('lists all, and finds one by a part of its name', async () => {
    const { home } = homeWithRuns();
    const { stdout } = await rapido(['results', '-l'], { home });
    expect(stdout.split('\n').map((line) => line.split(/ {2,}/).slice(0, 3))).toEqual([
      ['RUN', 'OUTCOME', 'CODE'],
      [NAMES[0], 'no result'],
      [NAMES[1], 'fail', '3'],
      [''],
    ]);
    expect((await rapido(['results', 'old'], { home })).stdout).toContain('It has no result');
  });

  it('prints what scripts need', async () => {
    const { home, bundle } = homeWithRuns();
    expect((await rapido(['results', '--path'], { home })).stdout).toBe(`${bundle}\n`);
    const { stdout } = await rapido(['results', '--json'], { home });
    expect(JSON.parse(stdout)).toMatchObject({ path: bundle, running: false, verdict: { exitCode: 3 } });
    expect(JSON.parse((await rapido(['results', '-l', '--json'], { home })).stdout)).toHaveLength(2);
  });

  it.each([
    [['results', 'nonesuch'], 'There is no run called nonesuch.'],
    [['results', '--list', 'old'], '--list shows all runs'],
    [['logs', '--console', '--level', 'err'], '--level is for the kernel log'],
    [['logs', '--step', '7'], 'has no step 7'],
    [['logs', '--level', 'loud'], '--level=loud'],
  ])('refuses %j', async (args, message) => {
    const { status, stderr, stdout } = await rapido(args, { home: homeWithRuns().home });
    expect(stderr).toContain(message);
    expect({ status, stdout }).toEqual({ status: 129, stdout: '' });
  });

  it('says so where there is none', async () => {
    const home = temporaryDirectory();
    expect(await rapido(['results'], { home })).toMatchObject({ status: 129 });
    const list = { status: 0, stdout: '', stderr: 'There are no runs yet.\n' };
    expect(await rapido(['results', '--list'], { home })).toEqual(list);
  });
});

describe('rapido results gc', () => {
  it('removes old runs, or only says which', async () => {
    const { home, bundle } = homeWithRuns();
    const old = join(bundle, '..', NAMES[0]);
    const dry = await rapido(['results', 'gc', '--keep', '1', '--dry-run'], { home });
    expect(dry).toEqual({ status: 0, stdout: `${old}\n`, stderr: 'Would free 0B (1 run).\n' });
    expect(existsSync(old)).toBe(true);
    expect(await rapido(['results', 'gc', '--keep', '1'], { home })).toMatchObject({ status: 0, stdout: `${old}\n` });
    expect([old, bundle].map(existsSync)).toEqual([false, true]);
    const nothing = 'There is nothing to remove.\n';
    expect(await rapido(['results', 'gc'], { home })).toMatchObject({ stdout: '', stderr: nothing });
  });
});

describe('rapido logs', () => {
  it('prints the kernel log as it is, or the console', async () => {
    const { home } = homeWithRuns();
    expect(await rapido(['logs'], { home })).toEqual({ status: 0, stdout: KERNEL_LOG, stderr: '' });
    const { stdout } = await rapido(['logs', 'my-cut', '--console', '--step', '0'], { home });
    expect(stdout).toBe('   4.500| hello\n');
  });

  it('prints objects, one a line, or all as one document', async () => {
    const { home } = homeWithRuns();
    const error = { time: 2.5, facility: 'kern', level: 'err', text: 'an "error"\x1b[1m' };
    const { stdout } = await rapido(['logs', '--level', 'warn', '-f', 'json'], { home });
    expect(stdout.split('\n')).toHaveLength(2);
    expect(JSON.parse(stdout)).toEqual(error);
    const lines = await rapido(['logs', '--console', '-f', 'json'], { home });
    expect(lines.stdout).toBe('{"time":1,"text":"boot"}\n{"time":4.5,"text":"hello"}\n');
    expect(JSON.parse((await rapido(['logs', '--step', '0', '--level', 'err', '--json'], { home })).stdout)).toEqual([
      error,
    ]);
  });

  it('says so where nothing is', async () => {
    const { status, stdout, stderr } = await rapido(['logs', '--level', 'emerg'], { home: homeWithRuns().home });
    expect(stderr).toMatch(/^Nothing in .* is such a line\.$/m);
    expect({ status, stdout }).toEqual({ status: 0, stdout: '' });
  });

  it('ends well when its reader has seen enough', async () => {
    const { home, bundle } = homeWithRuns();
    writeFileSync(join(bundle, 'kernel.log'), KERNEL_LOG.repeat(20_000));
    const child = spawn(process.execPath, [BIN, 'logs'], {
      env: { PATH: process.env['PATH'], HOME: home, TMPDIR: home },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let errors = '';
    child.stderr.on('data', (data) => {
      errors += data;
    });
    child.stdout.once('data', () => child.stdout.destroy());
    const [status] = await once(child, 'close');
    expect({ status, errors }).toEqual({ status: 0, errors: '' });
  });
});
