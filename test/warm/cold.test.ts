// When a VM is not restored, or from another state, and what becomes of bad ones.
import { truncateSync, writeFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { nothingLeft, rapido, temporaryDirectory } from '../helpers/index.js';
import { boot, cutImage, startBoot } from '../run/vm.js';
import { states, warmth } from './vm.js';

let image = '';

beforeAll(async () => {
  image = await cutImage();
});

for (const signal of ['SIGKILL', 'SIGINT'] as const) {
  test(`ended by ${signal} while the state is made, nothing of it is left`, async () => {
    const running = startBoot(image, ['--warm', '-x', 'true']);
    await running.stderr.waitFor('to save its state');
    running.kill(signal);
    expect((await running.result).status).toBe({ SIGKILL: 137, SIGINT: 130 }[signal]);
    await nothingLeft();
    expect(states()).toEqual([]);
  });
}

test('another memory, other parameters or another image: another state; two at once make one', async () => {
  const ends = await Promise.all([1, 2].map(() => boot(image, ['--warm', '-x', 'true'])));
  for (const end of ends) expect([end.status, warmth(end)]).toMatchObject([0, { restored: true }]);
  expect(states()).toHaveLength(1);
  const other = await boot(image, ['--warm', '--memory', '640M', '--append', 'quiet', '-x', 'cat /proc/cmdline']);
  expect(other.stdout).toMatch(/ quiet$/m);
  expect(warmth(other)).toMatchObject({ restored: true, saved: expect.any(Number) });
  expect(states()).toHaveLength(2);
  const another = await cutImage(['--bin', 'tac']);
  const dry = async () => (await rapido(['boot', another, '--warm', '--dry-run'])).stderr;
  expect(await dry()).toMatch(/^Booted first, to save its state to /m);
});

test.each([
  ['cut off', (path: string) => truncateSync(path, 100_000)],
  ['of another kind', (path: string) => writeFileSync(path, 'x'.repeat(1000))],
  ['garbled', garbleDevices],
])('a state that is %s is replaced, and the run goes on', async (_, damage) => {
  await boot(image, ['--warm', '-x', 'true']);
  for (const path of states()) await damage(path);
  const end = await boot(image, ['--warm', '-x', 'echo fine']);
  expect([end.status, end.stdout], end.stderr).toEqual([0, 'fine\n']);
  expect(end.stderr).toMatch(/^Booted, not restored: the saved state is of no use and was removed: .*\.$/m);
  expect(warmth(end)).toMatchObject({ restored: true, saved: expect.any(Number), reason: expect.any(String) });
  expect(warmth(await boot(image, ['--warm', '-x', 'true']))).toEqual({ restored: true, seconds: expect.any(Number) });
});

test('what cannot be saved, or is not thrown away, is booted, with the reason in a line', async () => {
  const disk = join(temporaryDirectory(), 'disk.img');
  writeFileSync(disk, '');
  truncateSync(disk, 2 ** 20);
  const before = states();
  const [nvme, own, extra] = await Promise.all([
    boot(image, ['--warm', '--disk', 'size=8M,serial=X,bus=nvme', '-x', 'disk_by_serial X']),
    boot(image, ['--warm', '--disk', `path=${disk},serial=MINE`, '-x', 'disk_by_serial MINE']),
    boot(image, ['--warm', '--set', 'QEMU_EXTRA_ARGS=-device pvpanic-pci', '-x', 'true']),
  ]);
  for (const { status, stderr } of [nvme, own, extra]) expect(status, stderr).toBe(0);
  const said = [nvme, own, extra].map(({ stderr }) => /^Booted, not restored: (.*)\.$/m.exec(stderr)?.[1]);
  expect(said).toEqual([
    expect.stringMatching(/^its state cannot be saved: .*non-migratable.*nvme/),
    'its disk MINE is not thrown away',
    'QEMU_EXTRA_ARGS makes it another machine',
  ]);
  expect(nvme.stdout).toMatch(/^\/dev\/nvme0n1$/m);
  expect(warmth(own)).toEqual({ restored: false, reason: 'its disk MINE is not thrown away' });
  expect(states()).toEqual(before);
});

/** Makes what QEMU reads begin otherwise: behind the memory. */
async function garbleDevices(path: string): Promise<void> {
  await using file = await open(path, 'r+');
  const { size } = await file.stat();
  const memory = 2 ** 20 * Math.floor(size / 2 ** 20);
  await file.write(Buffer.alloc(4096, 0xff), 0, 4096, memory);
}
