import { rename, symlink } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { asideOf, onHost, type Reaper, startReaper } from '../process/index.js';
import type { CutRun } from './cut-run.js';
import { latestLink, linkTarget } from './store.js';
import type { Image } from './types.js';

/** Makes the link of the last image cut tell of this one, at once and whatever it told of; `given` sees to its clean-up. */
export async function linkAsLatest({ config, environment }: CutRun, { path }: Image, given?: Reaper): Promise<void> {
  const link = latestLink(config, environment, path);
  if (link === undefined) return;
  const target = dirname(path) === dirname(link) ? basename(path) : path;
  await onHost(`Linking ${link}`, async () => {
    if ((await linkTarget(link)) === target) return;
    const reaper = given ?? startReaper();
    try {
      const aside = await asideOf(link, reaper);
      await symlink(target, aside);
      await rename(aside, link);
    } finally {
      if (reaper !== given) await reaper.close();
    }
  });
}
