import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { KernelWatch } from '../../src/run/kernel-watch.js';
import { temporaryDirectory } from '../temporary.js';

const WARNING = [
  '------------[ cut here ]------------',
  'WARNING: CPU: 0 PID: 9 at fs/foo.c:12 foo_open+0x14/0x20',
  'RIP: 0010:foo_open+0x14/0x20',
  '---[ end trace 0000000000000000 ]---',
];

/** A watch that is told of records one by one, and what it has found. */
function watching(allowed = () => false) {
  const log = join(temporaryDirectory(), 'kernel.log');
  const begun: string[] = [];
  const watch = new KernelWatch({ log, allowed, onBegun: ({ kind }) => begun.push(kind), onEnded() {} });
  let sequence = 0;
  const say = (text: string, priority = 4, skip = 0) => {
    sequence += skip;
    watch.line(`${priority},${sequence},${1000 * ++sequence},-;${text}`);
  };
  const end = async (console = '') => {
    await watch.end(console);
    return readFileSync(log, 'utf8');
  };
  return { watch, begun, say, end };
}

test('a splat belongs to the step that init has noted last, and has survived when the guest speaks again', async () => {
  const { watch, begun, say, end } = watching();
  for (const line of WARNING) say(line);
  say('rapido: step 0 begin', 14);
  say('rapido: step 0 end 0', 14);
  say('rapido: step 1 begin', 14);
  for (const line of WARNING) say(line);
  watch.alive();
  say('rapido: step 2 begin', 14);
  for (const line of WARNING) say(line);
  await end();
  expect(begun).toEqual(['warning', 'warning', 'warning']);
  expect(watch.splats.map(({ step, wentOn, allowed }) => ({ step, wentOn, allowed }))).toEqual([
    { wentOn: true, allowed: false },
    { step: 1, wentOn: true, allowed: false },
    { step: 2, wentOn: false, allowed: false },
  ]);
});

test('user space may write what it likes', async () => {
  const { watch, say, end } = watching();
  for (const line of WARNING) say(line, 12);
  say('rapido: step 7 begins', 14);
  await end();
  expect(watch.splats).toEqual([]);
});

test('records that are sent again are kept once, and those that are missing are counted', async () => {
  const { watch, say, end } = watching();
  say('a');
  watch.line('4,0,1000,-;a');
  say('b', 4, 3);
  expect(watch.lost).toBe(3);
  expect((await end()).match(/\] .*$/gm)).toEqual(['] a', '] b']);
});

test('the last words of a dying kernel come from its console', async () => {
  const { watch, say, end } = watching();
  say('rapido: step 1 begin', 14);
  const log = await end('[    0.001000] rapido: step 1 begin\n[    9.000000] Kernel panic - not syncing: foo\n');
  expect(log).toContain('] Kernel panic - not syncing: foo\n');
  expect(watch.splats).toMatchObject([
    { kind: 'panic', title: 'kernel panic: foo', fatal: true, step: 1, wentOn: false },
  ]);
});

test('what the kernel is made to say is kept, and is no splat', async () => {
  const { watch, say, end } = watching();
  watch.ignoreFromNow('');
  for (const line of WARNING) say(line);
  expect(await end()).toContain(WARNING[1]);
  expect(watch.splats).toEqual([]);
});

test('the end is known when init has noted it', async () => {
  const { watch, say, end } = watching();
  await watch.off(); // nothing has come: there is nothing to wait for
  say('x');
  const off = watch.off();
  say('rapido: off', 14);
  await off;
  await end();
});
