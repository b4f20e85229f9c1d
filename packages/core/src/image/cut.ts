import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Context, CutDefinition, SettingValue, VmNeeds } from '@rapido/kit';
import { formatSize, parseSize } from '../config/size.js';
import type { Config } from '../config/types.js';
import { RapidoError } from '../errors.js';
import { type Environment, type Host, task } from '../host.js';
import { checkKernel, type Kernel, type ModuleClosure, resolveModules, stageModules } from '../kernel/index.js';
import { buildManifest, type ManifestEntry, mergeVmNeeds, missingError, resolveManifest } from '../manifest/index.js';
import type { ResolvedManifest } from '../manifest/types.js';
import { openWorkDir } from '../process/index.js';
import { baseEntries } from './base.js';
import { buildWithDracut } from './dracut/build.js';
import { keepLog } from './log.js';
import { leastMemory } from './memory.js';
import { defaultImagePath, latestLink } from './store.js';
import type { Image, ImageRecord } from './types.js';
import { linkLatest, writeImage } from './write.js';

export interface CutRun {
  readonly definition: CutDefinition;
  /** The package that has it; `root` is what its relative paths start from. */
  readonly plugin: { readonly name: string; readonly version: string; readonly root: string };
  readonly environment: Environment;
  readonly config: Config;
  readonly kernel: Kernel;
  /** What the command line adds. */
  readonly additions: readonly ManifestEntry[];
  /** Where the image goes, instead of its usual place. */
  readonly out?: string;
}

/** What a cut is going to put into the image, and where: all of it is known before anything is written. */
export interface CutPlan {
  readonly cut: string;
  readonly image: string;
  readonly kernel: Kernel;
  readonly vm: VmNeeds & { readonly memory: string; readonly cpus: number };
  readonly manifest: ResolvedManifest;
  readonly modules: ModuleClosure;
}

const DEFAULT_MEMORY = '512M';
const DEFAULT_CPUS = 2;

/** What `cut` would do: `--dry-run`. Nothing is written but a module index that goes again. */
export async function planCut(run: CutRun, host: Host): Promise<CutPlan> {
  const { path, reaper } = await openWorkDir(run.environment);
  try {
    return await gather(run, host, path);
  } finally {
    await reaper.close();
  }
}

/** All that is missing on the host comes in one RapidoError, and so does all that the kernel lacks. */
async function gather(run: CutRun, host: Host, workDir: string): Promise<CutPlan> {
  const { definition, environment, kernel, config } = run;
  const built = await buildManifest({ definition, root: run.plugin.root, context: cutContext(run, host.signal) });
  const wanted = [...built.entries, ...run.additions];
  const taken = new Set(wanted.map((entry) => ('dest' in entry ? entry.dest : undefined)));
  // What Rapido itself brings gives way to what the cut brings in its place.
  const base = (await baseEntries()).filter((entry) => !('dest' in entry && taken.has(entry.dest)));
  const manifest = await resolveManifest([...base, ...wanted], { environment });
  if (built.problems.length > 0) throw problemError(definition.name, built.problems);
  if (manifest.missing.length > 0) throw missingError(manifest.missing);
  const modules = await resolveModules(kernel, manifest.modules, { environment, workDir });
  checkKernel(kernel, { modules, config: definition.kernel?.config ?? [] });
  const vm = mergeVmNeeds({ memory: DEFAULT_MEMORY, cpus: DEFAULT_CPUS }, built.vm);
  return {
    cut: definition.name,
    image: run.out ?? defaultImagePath(config, environment, definition.name),
    kernel,
    vm: { ...vm, memory: vm.memory ?? DEFAULT_MEMORY, cpus: vm.cpus ?? DEFAULT_CPUS },
    manifest,
    modules,
  };
}

/** Cuts an image: gathers, builds with dracut, and puts it in its place, of which `initrds/myinitrd` then tells. */
export async function cut(run: CutRun, host: Host): Promise<Image> {
  const { environment, config, kernel, definition } = run;
  const { path: workDir, reaper } = await openWorkDir(environment);
  try {
    const plan = await task(host, 'gather', 'Gather files and modules', () => gather(run, host, workDir), describe);
    return await task(
      host,
      'image',
      'Build the image with dracut',
      async (onLine) => {
        const stage = join(workDir, 'stage');
        await mkdir(stage);
        await stageModules(kernel, plan.modules, stage, { environment });
        const entries = [...plan.manifest.entries, loadList(plan.modules)];
        const { filters } = plan.manifest;
        const source = config.entries['DRACUT_SRC']?.value;
        const extraArgs = config.entries['DRACUT_EXTRA_ARGS']?.value;
        const body = await keepLog(environment, workDir, definition.name, () =>
          buildWithDracut(
            { release: kernel.release, entries, filters, stage },
            {
              ...{ environment, workDir, reaper, onLine, signal: host.signal },
              ...(typeof source === 'string' ? { source } : {}),
              extraArgs: Array.isArray(extraArgs) ? extraArgs : [],
            },
          ),
        );
        const image = await writeImage(body, plan.image, (measured) => recordOf(run, plan, measured), reaper);
        const link = latestLink(image.path);
        if (link !== undefined) await linkLatest(image.path, link, reaper);
        return image;
      },
      ({ path, record }) => `${path}, ${formatSize(record.bytes)}`,
    );
  } finally {
    await reaper.close();
  }
}

/** What a cut's functions are told. */
export function cutContext(run: Pick<CutRun, 'config' | 'kernel' | 'definition'>, signal: AbortSignal): Context {
  const { config, kernel, definition } = run;
  const values: Record<string, SettingValue | undefined> = {};
  for (const name of Object.keys(definition.settings ?? {})) values[name] = config.entries[name]?.value;
  const has = (symbol: string) => kernel.config === undefined || ['y', 'm'].includes(kernel.config[symbol] ?? '');
  return {
    settings: values as Context['settings'],
    signal,
    kernel: { release: kernel.release, arch: kernel.arch, has },
  };
}

function recordOf(
  { definition, plugin, kernel }: CutRun,
  plan: CutPlan,
  measured: Pick<ImageRecord, 'bytes' | 'unpackedBytes' | 'digest'>,
): ImageRecord {
  const memory = Math.max(parseSize(plan.vm.memory) ?? 0, leastMemory(measured));
  return {
    schema: 1,
    cut: definition.name,
    plugin: plugin.name === '-' ? '-' : `${plugin.name}@${plugin.version}`,
    created: new Date().toISOString(),
    kernel: { release: kernel.release, buildId: kernel.buildId, image: kernel.image },
    vm: { ...plan.vm, memory: formatSize(memory) },
    settings: Object.keys(definition.settings ?? {}),
    runFiles: plan.manifest.runFiles.map(({ dest }) => dest),
    service: definition.service ?? false,
    ...(definition.suite ? { suite: definition.suite } : {}),
    ...measured,
  };
}

function loadList({ load }: ModuleClosure): ResolvedManifest['entries'][number] {
  return { kind: 'data', dest: '/rapido/modules', text: load.map((name) => `${name}\n`).join(''), mode: 0o644 };
}

function describe({ manifest, modules }: CutPlan): string {
  return `${manifest.entries.length} entries, ${modules.files.length} kernel modules`;
}

function problemError(cut: string, problems: Awaited<ReturnType<typeof buildManifest>>['problems']): RapidoError {
  const lines = problems.map(({ message, fix }) => (fix ? `${message} ${fix}` : message));
  const outcome = (['usage', 'host', 'untestable'] as const).find((kind) => problems.some((p) => p.kind === kind));
  return new RapidoError('CUT_PROBLEM', `The cut ${cut} cannot be made:\n${lines.join('\n')}`, {
    outcome: outcome ?? 'usage',
  });
}
