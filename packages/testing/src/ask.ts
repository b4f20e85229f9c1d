import {
  buildManifest,
  type Config,
  type CutRun,
  cutContext,
  type Environment,
  findKernel,
  type Kernel,
  loadConfig,
  type Manifested,
  settingExpander,
} from '@rapido/core';
import type { Problem } from '@rapido/kit';
import type { FakeKernel } from './fake-kernel.js';
import type { Cut } from './open.js';
import { environment, sandbox } from './sandbox.js';
import { type GivenSettings, settingVariables } from './settings.js';

/** What a cut is asked with. */
export interface AskOptions {
  readonly settings?: GivenSettings | undefined;
  /** A fake one, the directory of a real one, or the release of an installed one. Without it: one that has everything. */
  readonly kernel?: FakeKernel | string | undefined;
}

/** What the engine needs to know to ask a cut. */
export type Asked = Pick<CutRun, 'cut' | 'plugin' | 'environment' | 'config' | 'kernel'>;

/** Reads the settings; throws a RapidoError for all that are wrong or missing. */
export async function settle(cut: Cut, { settings, kernel }: AskOptions): Promise<Asked> {
  const box = sandbox();
  const place = environment(box, cut.plugin.root, settingVariables(cut, settings));
  const config = await loadConfig({
    environment: place,
    settings: cut.definition.settings ?? {},
    sets: [],
    file: box.conf,
  });
  const found = await kernelOf(typeof kernel === 'object' ? kernel.dir : kernel, config, place);
  return { cut: cut.definition, plugin: cut.plugin, environment: place, config, kernel: found };
}

/** Runs the cut's `manifest`. */
export function ask(cut: Cut, asked: Asked): Promise<Manifested & { problems: Problem[] }> {
  const context = cutContext(asked, new AbortController().signal);
  const { definition, plugin } = cut;
  return buildManifest({ definition, plugin, context, expand: settingExpander(asked.config) });
}

async function kernelOf(kernel: string | undefined, config: Config, environment: Environment): Promise<Kernel> {
  return kernel === undefined ? ANY_KERNEL : findKernel({ config, environment, kernel });
}

/** Its configuration is not known: that of a kernel that has everything. */
const ANY_KERNEL: Kernel = {
  ...{ release: '6.12.0', arch: 'x86_64', image: '/nonexistent', buildId: 'none', foundBy: 'no kernel was named' },
  modules: { kind: 'none' },
};
