import { PassThrough } from 'node:stream';
import { setImmediate } from 'node:timers/promises';
import { expect, test } from 'vitest';
import type { QemuProcess } from '../../../src/qemu/index.js';
import { restoreState } from '../../../src/run/warm/restore.js';
import type { SavedState } from '../../../src/run/warm/save.js';

const RESEEDED = '6,400,9000000,-;random: crng reseeded due to virtual machine fork\n';

test('nothing is told to a guest before its kernel has made its random numbers its own', async () => {
  const control = new PassThrough();
  const executed: string[] = [];
  const execute = async (command: string) => void executed.push(command);
  const qemu = {
    ...{ control, output: new PassThrough(), data: new PassThrough(), state: new PassThrough() },
    monitor: { execute, until: async () => {} },
    ended: new Promise(() => {}),
  } as unknown as QemuProcess;
  const saved = { devices: Buffer.of(1), control: Buffer.from('hello\n'), console: Buffer.alloc(0) } as SavedState;
  let isOver = false;
  const restoring = restoreState(qemu, saved, new AbortController().signal).then(() => {
    isOver = true;
  });
  control.write('6,399,8900000,-;something else\n');
  for (let turn = 0; turn < 20; turn++) await setImmediate();
  expect(executed.at(-1)).toBe('cont');
  expect(isOver).toBe(false);
  control.write(RESEEDED);
  await restoring;
  expect(String(control.read())).toBe(`hello\n6,399,8900000,-;something else\n${RESEEDED}`);
});
