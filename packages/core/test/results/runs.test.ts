import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Environment } from '../../src/host.js';
import { startReaper } from '../../src/process/index.js';
import { collectRuns, findRun, listRuns } from '../../src/results/runs.js';
import { registerVm } from '../../src/run/running.js';
import type { VmResult } from '../../src/run/types.js';
import { environmentIn, temporaryDirectory } from '../temporary.js';
import { verdictOf, verdictOfTwo, writeFiles } from './bundle.js';

const NAMES = ['2026-01-01T00-00-00-a', '2026-01-01T00-00-00-a-2', '2026-01-02T03-04-05-my-cut'] as const;

/** Bundles of these names, the last one with a result. */
function withRuns(): { readonly environment: Environment; readonly runs: string } {
  const environment = environmentIn(temporaryDirectory());
  const runs = join(environment.dirs.state, 'runs');
  for (const name of NAMES) writeFiles(join(runs, name), { 'kernel.log': '12345', 'files/a': '678' });
  writeFiles(join(runs, NAMES[2]), { 'result.json': JSON.stringify(verdictOf(join(runs, NAMES[2]))) });
  return { environment, runs };
}

async function running(environment: Environment, bundle: string): Promise<void> {
  const reaper = startReaper();
  onTestFinished(() => reaper.close());
  const vm = { number: 1, name: 'x', cut: 'x', kernel: '6.1', pid: process.pid, qemuPid: 1, started: '', socket: '' };
  await registerVm(environment, { ...vm, bundle }, reaper);
}

describe('listRuns', () => {
  it('has the newest last, with or without a result', async () => {
    const { environment, runs } = withRuns();
    await running(environment, join(runs, NAMES[1]));
    expect(await listRuns(environment)).toMatchObject([
      { name: NAMES[0], path: join(runs, NAMES[0]), cut: 'a', started: '2026-01-01T00:00:00.000Z', running: false },
      { name: NAMES[1], running: true },
      { name: NAMES[2], cut: 'my-cut', started: '2026-01-02T03:04:05.678Z', verdict: { outcome: 'pass' } },
    ]);
    expect((await listRuns(environment))[0]).not.toHaveProperty('verdict');
  });

  it('names the VMs of a run as on the command line', async () => {
    const { environment, runs } = withRuns();
    const { vms, ...verdict } = verdictOfTwo(join(runs, NAMES[2]));
    const further = { ...vms, 'cli.2': vms['cli'] };
    writeFiles(join(runs, NAMES[2]), { 'result.json': JSON.stringify({ ...verdict, vms: further }) });
    expect((await listRuns(environment)).at(-1)).toMatchObject({ cut: 'srv=samba-xfs cli=cifs' });
  });

  it('reads results of versions that did not tell the cut and the kernel of a VM', async () => {
    const { environment, runs } = withRuns();
    const { vms, ...verdict } = verdictOf(join(runs, NAMES[2]));
    const { cut: _, kernel: __, began: ___, ...vm } = vms['my-cut'] as VmResult;
    writeFiles(join(runs, NAMES[2]), { 'result.json': JSON.stringify({ ...verdict, vms: { b: vm, 'b.2': vm } }) });
    const complete = { cut: 'b', kernel: verdict.kernel, began: 0, steps: vm.steps };
    const expected = { cut: 'b', verdict: { vms: { b: complete, 'b.2': complete } } };
    expect((await listRuns(environment)).at(-1)).toMatchObject(expected);
  });

  it('is empty before there was a run, and leaves out what is none', async () => {
    const environment = environmentIn(temporaryDirectory());
    expect(await listRuns(environment)).toEqual([]);
    writeFiles(join(environment.dirs.state, 'runs/lost+found'), { x: '' });
    expect(await listRuns(environment)).toEqual([]);
  });

  it.each(['{ "schema": 1, "outc', '[]', 'null', '{ "schema": 2 }'])('takes %s for no result', async (text) => {
    const { environment, runs } = withRuns();
    writeFiles(join(runs, NAMES[2]), { 'result.json': text });
    expect((await listRuns(environment)).at(-1)).not.toHaveProperty('verdict');
  });
});

describe('findRun', () => {
  it.each([
    [undefined, NAMES[2]],
    ['my-cut', NAMES[2]],
    ['03-04', NAMES[2]],
    ['a-2', NAMES[1]],
    [NAMES[0], NAMES[0]],
  ])('finds %s', async (name, found) => {
    const { environment, runs } = withRuns();
    expect(await findRun(environment, name)).toMatchObject({ name: found, path: join(runs, found) });
  });

  it('finds a path, wherever it was moved to', async () => {
    const { environment } = withRuns();
    writeFiles(join(environment.cwd, 'kept'), { 'result.json': JSON.stringify(verdictOf('/elsewhere')) });
    const path = join(environment.cwd, 'kept');
    expect(await findRun(environment, './kept')).toMatchObject({ path, name: 'kept', verdict: { exitCode: 0 } });
    expect(await findRun({ ...environment, cwd: path }, '.')).toMatchObject({ path });
  });

  it.each([
    ['nonesuch', 'There is no run called nonesuch.', 'rapido results --list'],
    ['2026', '3 runs are called something with 2026.', `Name one; the last is ${NAMES[2]}.`],
    ['/nonexistent', '/nonexistent is no directory of a run.', 'rapido results --list'],
  ])('refuses %s', async (name, message, hint) => {
    const { environment } = withRuns();
    const refusal = { code: 'ERR_RAPIDO_RUN_NOT_FOUND', exitCode: 129, message, hint };
    await expect(findRun(environment, name)).rejects.toMatchObject(refusal);
  });

  it('says what to do where there is none yet', async () => {
    const environment = environmentIn(temporaryDirectory());
    await expect(findRun(environment)).rejects.toMatchObject({ hint: 'Start one: rapido run CUT' });
  });
});

describe('collectRuns', () => {
  it('removes the oldest but those of running VMs, one that is booted a second time too', async () => {
    const { environment, runs } = withRuns();
    await running(environment, join(runs, NAMES[0], 'early-console'));
    expect(await collectRuns(environment, 1)).toEqual([{ name: NAMES[1], path: join(runs, NAMES[1]), bytes: 8 }]);
    expect(readdirSync(runs)).toEqual([NAMES[0], NAMES[2]]);
  });

  it('only says so in a dry run', async () => {
    const { environment, runs } = withRuns();
    expect((await collectRuns(environment, 0, { dryRun: true })).map(({ name }) => name)).toEqual([...NAMES]);
    expect(readdirSync(runs)).toHaveLength(3);
  });

  it('touches nothing that is no run', async () => {
    const { environment, runs } = withRuns();
    writeFiles(join(runs, 'notes'), { x: '' });
    expect(await collectRuns(environment, 0)).toHaveLength(3);
    expect(existsSync(join(runs, 'notes/x'))).toBe(true);
  });
});
