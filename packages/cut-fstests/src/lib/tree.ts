import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Problem } from '@rapido/kit';

/** Files of a tree that is built: one of each directory whose programs tests need. */
const BUILT = ['ltp/fsstress', 'ltp/fsx', 'src/lstat64', 'tests/generic/group.list'];

/** What of a built tree no test reads. A user's own configuration is not part of the image, either. */
export const EXCLUDED = ['.git', 'autom4te.cache', 'results', '*.o', '*.lo', '*.a', 'local.config', 'configs/*.config'];

/** What is wrong with a tree of xfstests, if anything is. */
export function treeProblem(tree: string): Problem | undefined {
  if (!existsSync(join(tree, 'check')) || !existsSync(join(tree, 'common/rc'))) {
    return {
      kind: 'usage',
      message: `FSTESTS_SRC: there is no tree of xfstests in ${tree}: it has no check and common/rc.`,
      fix: 'Set FSTESTS_SRC to the directory that xfstests was built in.',
    };
  }
  const missing = BUILT.filter((file) => !existsSync(join(tree, file)));
  if (missing.length === 0) return undefined;
  return {
    kind: 'host',
    message: `FSTESTS_SRC: xfstests in ${tree} is not built: there is no ${missing.join(', ')}.`,
    fix: `Build it; its README names the packages that it needs:\n  make -C '${tree}'`,
  };
}
