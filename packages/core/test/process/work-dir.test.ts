import { chmodSync, existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ownerName } from '../../src/process/owner.js';
import { openWorkDir } from '../../src/process/work-dir.js';
import { environmentIn, temporaryDirectory } from '../temporary.js';

test('a directory of our own, in which those of the dead are removed and those of the living are not', async () => {
  const environment = environmentIn(temporaryDirectory());
  const parent = join(environment.dirs.cache, 'work');
  const living = `${await ownerName(process.ppid)}-1`;
  const dead = [`${await ownerName(4194304)}-1`, living.replace(/-\d+/, '-1')];
  for (const name of [...dead, living]) mkdirSync(join(parent, name), { recursive: true });
  const { path, reaper } = await openWorkDir(environment);
  expect(readdirSync(parent).sort()).toEqual([living, path.slice(parent.length + 1)].sort());
  await reaper.close();
  expect(readdirSync(parent)).toEqual([living]);
});

test('what is closed to its owner, as the copy of a tree may be, goes as well', async () => {
  const environment = environmentIn(temporaryDirectory());
  const { path, reaper } = await openWorkDir(environment);
  for (const closed of [join(path, 'closed'), join(path, '..', `${await ownerName(4194304)}-1`, 'closed')]) {
    mkdirSync(join(closed, 'deep'), { recursive: true });
    chmodSync(closed, 0o500);
  }
  const next = await openWorkDir(environment);
  await next.reaper.close();
  await reaper.close();
  expect(readdirSync(join(environment.dirs.cache, 'work'))).toEqual([]);
});

test('a place that cannot be written to is told', async () => {
  const environment = environmentIn(temporaryDirectory());
  writeFileSync(environment.dirs.cache, '');
  await expect(openWorkDir(environment)).rejects.toMatchObject({
    code: 'ERR_RAPIDO_HOST',
    message: expect.stringContaining(join(environment.dirs.cache, 'work')),
  });
  expect(existsSync(join(environment.dirs.cache, 'work'))).toBe(false);
});
