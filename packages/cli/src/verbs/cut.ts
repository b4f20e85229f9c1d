import { resolve } from 'node:path';
import { type CutRun, type Kernel, parseAdditions, settingExpander } from '@rapido/core';
import type { CutFlags } from '../flags/cut-flags.js';
import type { LoadedCut } from '../plugins/definition.js';
import type { Session } from './session.js';

/** Everything that core needs to cut an image. */
export async function cutRun(cut: LoadedCut, flags: CutFlags, session: Session, kernel: Kernel): Promise<CutRun> {
  const { environment, config } = session;
  const { bin = [], kmod = [], file = [], tree = [], manifest = [], out } = flags;
  const additions = await parseAdditions(
    { bin, kmod, file, tree, manifest },
    { cwd: environment.cwd, expand: settingExpander(config) },
  );
  return {
    ...cut,
    ...{ environment, config, kernel, additions },
    ...(out === undefined ? {} : { out: resolve(environment.cwd, out) }),
  };
}
