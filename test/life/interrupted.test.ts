// What an interrupted run leaves and says, at those moments that only a cut of one's own makes last.
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test, vi } from 'vitest';
import { dracutCopy } from '../cut/dracut-copy.js';
import { nothingLeft, SANDBOX, startRapido } from '../helpers/index.js';
import { booted, cutImage, startBoot, steps } from '../run/vm.js';
import { childOf } from './children.js';

const SIGNALS = { SIGINT: 130, SIGTERM: 143, SIGHUP: 143, SIGKILL: 137 } as const;
const NAMES = Object.keys(SIGNALS) as (keyof typeof SIGNALS)[];
const cuts = join(SANDBOX, 'cuts');
let image = '';

beforeAll(async () => {
  mkdirSync(cuts);
  const write = (name: string, text: string) => writeFileSync(join(cuts, name), text);
  write('rapido.conf', '');
  write(
    'gathers.js',
    "export const cut = { name: 'gathers', summary: '', manifest: () => { console.error('gathering'); return new Promise(() => {}); } };\n",
  );
  write('slow.fest', 'autorun slow.sh\n');
  write('slow.sh', '[[ $(</proc/cmdline) == *wait_in_autorun* ]] || return 0\necho "in autorun"\nsleep 1000\n');
  image = await cutImage([], join(cuts, 'slow.fest'));
});

test.each(NAMES)('%s while a manifest is made', async (signal) => {
  const running = startRapido(['run', './gathers.js', '-x', 'true'], { cwd: cuts });
  await running.stderr.waitFor('gathering\n');
  running.kill(signal);
  const { status, stdout, stderr } = await running.result;
  expect(status).toBe(SIGNALS[signal]);
  expect(stdout).toBe('');
  if (signal !== 'SIGKILL') expect(stderr).toContain('ERR_RAPIDO_INTERRUPTED');
  await nothingLeft();
});

test('each signal in the autorun: nothing is left, and the verdict says it', async () => {
  const runs = NAMES.map(async (signal) => {
    const running = startBoot(image, ['--append', 'wait_in_autorun', ...steps('echo step')]);
    await running.stderr.waitFor('in autorun\n');
    running.kill(signal);
    if (signal === 'SIGKILL') return expect((await running.result).status).toBe(137);
    const { status, stdout, verdict } = await booted(running);
    expect(status).toBe(SIGNALS[signal]);
    expect(stdout).toBe('');
    expect(verdict).toMatchObject({
      outcome: 'interrupted',
      exitCode: SIGNALS[signal],
      vms: { slow: { outcome: 'interrupted', steps: [{ text: 'autorun' }, { text: 'echo step' }] } },
    });
    expect(verdict.vms['slow']?.steps.map((step) => step.status)).toEqual([undefined, undefined]);
  });
  await Promise.all(runs);
  await nothingLeft();
});

test('a terminal that is gone (SIGHUP): while dracut builds, before the guest speaks, in a step', async () => {
  const mark = join(SANDBOX, 'begun');
  const dracut = dracutCopy({ 'dracut-install': `#!/bin/sh\n>'${mark}'\nexec sleep 1000\n` });
  const building = startRapido(['run', './slow.fest', '--set', `DRACUT_SRC=${dracut}`, '-x', 'true'], { cwd: cuts });
  await vi.waitUntil(() => existsSync(mark), { timeout: 60_000 });
  building.kill('SIGHUP');
  expect((await building.result).status).toBe(143);

  const early = startBoot(image, steps('true'));
  await childOf(early.pid, 'qemu-system');
  early.kill('SIGHUP');
  expect(await booted(early)).toMatchObject({ status: 143, verdict: { outcome: 'interrupted', exitCode: 143 } });

  const late = startBoot(image, steps('echo here; sleep 1000'));
  await late.stdout.waitFor('here\n');
  late.kill('SIGHUP');
  expect(await booted(late)).toMatchObject({ status: 143, stdout: 'here\n', verdict: { outcome: 'interrupted' } });
  await nothingLeft();
});
