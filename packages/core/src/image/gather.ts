import type { VmNeeds } from '@rapido/kit';
import { checkKernel, type Kernel, type ModuleClosure, resolveModules } from '../kernel/index.js';
import {
  buildManifest,
  mergeVmNeeds,
  missingError,
  problemError,
  resolveManifest,
  settingExpander,
} from '../manifest/index.js';
import type { ManifestEntry, Manifested, ResolvedManifest } from '../manifest/types.js';
import type { SourceLog } from '../source-log.js';
import { splatPatterns } from '../splat/index.js';
import { baseEntries, networkEntries, suiteEntries } from './base.js';
import { type CutRun, cutContext } from './cut-run.js';
import type { CutInputs } from './inputs.js';
import { defaultImagePath } from './store.js';

/** What a cut is going to put into the image, and where: all of it is known before anything is written. */
export interface CutPlan {
  readonly cut: string;
  readonly image: string;
  readonly kernel: Kernel;
  readonly vm: VmNeeds & { readonly memory: string; readonly cpus: number };
  /** What the cut and the command line have asked for. */
  readonly wanted: readonly ManifestEntry[];
  readonly manifest: ResolvedManifest;
  readonly modules: ModuleClosure;
}

const DEFAULT_MEMORY = '512M';
const DEFAULT_CPUS = 2;

export function imagePath({ out, config, environment, cut }: CutRun): string {
  return out ?? defaultImagePath(config, environment, cut.name);
}

/** Runs the cut's own code: what it asks for. Throws one RapidoError of all problems that it reports. */
export async function askCut(run: CutRun, inputs: CutInputs, signal: AbortSignal): Promise<Manifested> {
  const { plugin, config } = run;
  const definition = await run.load();
  const expandValue = settingExpander(config);
  const expand = (name: string) => {
    inputs.onSetting(name);
    return expandValue(name);
  };
  const context = cutContext(run, signal, inputs.onSetting);
  const built = await buildManifest({ definition, plugin, context, expand, log: inputs.files });
  if (built.problems.length > 0) throw problemError(definition.name, built.problems);
  splatPatterns(definition.allowSplats ?? [], `The cut ${definition.name}`);
  return { entries: built.entries, vm: built.vm };
}

/**
 * Finds all that a cut needs, `asked` being what its code asks for. All that is missing on the host comes in one
 * RapidoError, and so does all that the kernel lacks.
 */
export async function gather(
  run: CutRun,
  asked: Manifested,
  { inputs, workDir, signal }: { readonly inputs: CutInputs; readonly workDir: string; readonly signal: AbortSignal },
): Promise<CutPlan> {
  const { environment, kernel, additions, cut } = run;
  const wanted = [...asked.entries, ...additions.entries];
  const vm = mergeVmNeeds({ memory: DEFAULT_MEMORY, cpus: DEFAULT_CPUS }, asked.vm, additions.vm);
  const builtinEntries = entriesOfEveryImage(run, vm, inputs.files);
  const manifest = await resolveManifest(wanted, { environment, builtinEntries, log: inputs.files });
  if (manifest.missing.length > 0) throw missingError(manifest.missing);
  const modules = await resolveModules(kernel, manifest.modules, { environment, workDir, signal, log: inputs.files });
  checkKernel(kernel, { modules, config: cut.kernel?.config ?? [] });
  return {
    cut: cut.name,
    image: imagePath(run),
    kernel,
    vm: { ...vm, memory: vm.memory ?? DEFAULT_MEMORY, cpus: vm.cpus ?? DEFAULT_CPUS },
    wanted,
    manifest,
    modules,
  };
}

/** What an image holds besides what its cut and the command line ask for; `vm` is what its VM needs. */
export function entriesOfEveryImage(
  { cut, plugin }: Pick<CutRun, 'cut' | 'plugin'>,
  vm: Pick<VmNeeds, 'network'>,
  log: SourceLog,
): ManifestEntry[] {
  return [
    ...baseEntries(log),
    ...(vm.network ? networkEntries() : []),
    ...(cut.suite ? suiteEntries(cut.suite, cut.name, plugin.root) : []),
  ];
}
