import { existsSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { asideOf, staleAsides } from '../../src/process/aside.js';
import { ownerName } from '../../src/process/owner.js';
import { startReaper } from '../../src/process/reaper.js';
import { temporaryDirectory } from '../temporary.js';

test('what crashes have left beside a file goes when it is written again, and only that', async () => {
  const dir = temporaryDirectory();
  const dead = await ownerName(4194304);
  const living = await ownerName(process.ppid);
  const [stale, link] = [join(dir, `.a b.img.${dead}.tmp`), join(dir, `.myinitrd.${dead}.tmp`)];
  const others = [`.a b.img.${living}.tmp`, '.hidden.tmp', 'a b.img', `a b.img.${dead}.tmp`];
  for (const path of [stale, ...others.map((name) => join(dir, name))]) writeFileSync(path, '');
  symlinkSync('nowhere', link);
  expect((await staleAsides(dir)).sort()).toEqual([stale, link]);

  const reaper = startReaper();
  const aside = await asideOf(join(dir, 'a b.img'), reaper);
  expect(await staleAsides(dir)).toEqual([link]);
  writeFileSync(aside, '');
  expect(await staleAsides(dir)).toEqual([link]);
  await reaper.close();
  expect(existsSync(aside)).toBe(false);
  expect(readdirSync(dir).sort()).toEqual([...others, `.myinitrd.${dead}.tmp`].sort());
});
