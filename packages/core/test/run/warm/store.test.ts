import { existsSync, mkdirSync, truncateSync, utimesSync, writeFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { markAsUsed } from '../../../src/files.js';
import type { Environment } from '../../../src/host.js';
import { writeTail } from '../../../src/run/warm/state-file.js';
import { boundStates, collectStates, listStates, statePath } from '../../../src/run/warm/store.js';
import { environmentIn, temporaryDirectory } from '../../temporary.js';

function emptyStore(): Environment {
  const environment = environmentIn(temporaryDirectory());
  mkdirSync(join(environment.dirs.cache, 'warm'), { recursive: true });
  return environment;
}

/** A state of `pages` pages that was used at `used`, in seconds since 1970. */
async function add(environment: Environment, key: string, used: number, pages = 1): Promise<string> {
  const path = statePath(environment, key);
  const memory = 2 ** 20;
  await using file = await open(path, 'wx+', 0o600);
  await file.write(Buffer.alloc(4096 * pages, 1), 0, 4096 * pages, 0);
  await writeTail(file, {
    about: {
      cut: key,
      image: { path: '/x.img', digest: 'd' },
      kernel: { release: '6.1.0', buildId: 'b', image: '/boot/vmlinuz' },
      accelerator: 'tcg',
      memory,
      qemu: { path: '/qemu', stamp: 's' },
      created: '',
    },
    devices: Buffer.alloc(0),
    control: Buffer.alloc(0),
    console: Buffer.alloc(0),
  });
  utimesSync(path, used, used);
  return path;
}

const keys = async (environment: Environment) => (await listStates(environment)).map(({ about }) => about?.cut);

test('states are listed by their last use, with what they take of the disk', async () => {
  const environment = emptyStore();
  await add(environment, 'old', 100);
  const path = await add(environment, 'new', 200);
  const listed = await listStates(environment);
  expect(listed.map(({ about }) => about?.cut)).toEqual(['new', 'old']);
  expect(listed[0]).toMatchObject({ path, used: new Date(200_000).toISOString() });
  expect(listed[0]?.bytes).toBeLessThan(100_000);
  await markAsUsed(statePath(environment, 'old'));
  expect(await keys(environment)).toEqual(['old', 'new']);
  expect(await listStates(environmentIn(temporaryDirectory()))).toEqual([]);
});

test('what was used longest ago goes, by number and by size; the last one stays, however large', async () => {
  const environment = emptyStore();
  for (const [index, key] of ['a', 'b', 'c', 'd'].entries()) await add(environment, key, 100 + index, 32);
  await boundStates(environment, { count: 3, bytes: 2 ** 30 });
  expect(await keys(environment)).toEqual(['d', 'c', 'b']);
  await boundStates(environment, { count: 3, bytes: 300_000 });
  expect(await keys(environment)).toEqual(['d', 'c']);
  await boundStates(environment, { count: 3, bytes: 1 });
  expect(await keys(environment)).toEqual(['d']);
});

test('useless ones are removed with the reason, and what crashes have left; a dry run removes nothing', async () => {
  const environment = emptyStore();
  const [useless, damaged] = [await add(environment, 'useless', 1), await add(environment, 'damaged', 2)];
  const kept = await add(environment, 'kept', 3);
  truncateSync(damaged, 5000);
  utimesSync(damaged, 2, 2);
  const left = join(environment.dirs.cache, 'warm/.key.4194304-1-1-1-1.tmp');
  writeFileSync(left, '');
  utimesSync(left, 0, 0);
  const options = {
    uselessness: async ({ about, damage }: { about?: { cut: string }; damage?: string }) =>
      damage ?? (about?.cut === 'useless' ? 'its kernel is gone' : undefined),
  };
  const doomed = [
    { path: damaged, reason: 'it is no whole state' },
    { path: useless, reason: 'its kernel is gone' },
    { path: left, reason: 'left by a crash' },
  ];
  expect(await collectStates(environment, { ...options, dryRun: true })).toMatchObject(doomed);
  expect([useless, damaged, left].every(existsSync)).toBe(true);
  expect(await collectStates(environment, { ...options, dryRun: false })).toMatchObject(doomed);
  expect([useless, damaged, left, kept].filter(existsSync)).toEqual([kept]);
});
