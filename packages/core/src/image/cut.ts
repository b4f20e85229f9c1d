import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Context, CutDefinition, VmNeeds } from '@rapido/kit';
import { type Config, formatSize, parseSize, textOf, valuesOf, wordsOf } from '../config/index.js';
import { type Environment, type Host, task } from '../host.js';
import { checkKernel, type Kernel, type ModuleClosure, resolveModules, stageModules } from '../kernel/index.js';
import {
  buildManifest,
  formatFest,
  type Manifested,
  mergeVmNeeds,
  missingError,
  problemError,
  resolveManifest,
  settingExpander,
} from '../manifest/index.js';
import type { ManifestEntry, ResolvedManifest } from '../manifest/types.js';
import { onHost, openWorkDir, type WorkDir } from '../process/index.js';
import { splatPatterns } from '../splat/index.js';
import { baseEntries, networkEntries } from './base.js';
import { buildWithDracut } from './dracut/build.js';
import { buildLogPath } from './log.js';
import { leastMemory } from './memory.js';
import { defaultImagePath, latestLink } from './store.js';
import type { FreshImage, Image, ImageRecord } from './types.js';
import { linkLatest, writeImage } from './write.js';

export interface CutRun {
  readonly definition: CutDefinition;
  /** The package that has it; `root` is what its relative paths start from. */
  readonly plugin: { readonly name: string; readonly version: string; readonly root: string };
  readonly environment: Environment;
  readonly config: Config;
  readonly kernel: Kernel;
  /** What the command line adds. */
  readonly additions: Manifested;
  /** Where the image goes, instead of its usual place. */
  readonly out?: string;
}

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

/** What `cut` would do: `--dry-run`. Nothing is written but a module index that goes again. */
export async function planCut(run: CutRun, host: Host): Promise<CutPlan> {
  return inWorkDir(run.environment, ({ path }) => gather(run, host, path));
}

/** All that is missing on the host comes in one RapidoError, and so does all that the kernel lacks. */
async function gather(run: CutRun, host: Host, workDir: string): Promise<CutPlan> {
  const { definition, environment, kernel, config } = run;
  const { signal } = host;
  const expand = settingExpander(config);
  const built = await buildManifest({ definition, plugin: run.plugin, context: cutContext(run, signal), expand });
  if (built.problems.length > 0) throw problemError(definition.name, built.problems);
  splatPatterns(definition.allowSplats ?? [], `The cut ${definition.name}`);
  const wanted = [...built.entries, ...run.additions.entries];
  const vm = mergeVmNeeds({ memory: DEFAULT_MEMORY, cpus: DEFAULT_CPUS }, built.vm, run.additions.vm);
  const builtinEntries = [...(await baseEntries()), ...(vm.network ? networkEntries() : [])];
  const manifest = await resolveManifest(wanted, { environment, builtinEntries });
  if (manifest.missing.length > 0) throw missingError(manifest.missing);
  const modules = await resolveModules(kernel, manifest.modules, { environment, workDir, signal });
  checkKernel(kernel, { modules, config: definition.kernel?.config ?? [] });
  return {
    cut: definition.name,
    image: run.out ?? defaultImagePath(config, environment, definition.name),
    kernel,
    vm: { ...vm, memory: vm.memory ?? DEFAULT_MEMORY, cpus: vm.cpus ?? DEFAULT_CPUS },
    wanted,
    manifest,
    modules,
  };
}

/** Cuts an image: gathers, builds with dracut, and puts it in its place, of which `initrds/myinitrd` then tells. */
export async function cut(run: CutRun, host: Host): Promise<FreshImage> {
  return inWorkDir(run.environment, async (work) => {
    const plan = await task(host, 'gather', 'Gather files and modules', () => gather(run, host, work.path), describe);
    const build = (onLine: (line: string) => void) => buildImage(run, plan, work, host.signal, onLine);
    const image = await task(host, 'image', 'Build the image with dracut', build, (made) => describeImage(made, plan));
    return { ...image, runFiles: plan.manifest.runFiles };
  });
}

async function inWorkDir<T>(environment: Environment, action: (work: WorkDir) => Promise<T>): Promise<T> {
  const work = await openWorkDir(environment);
  try {
    return await onHost(`Working in ${work.path}`, () => action(work));
  } finally {
    await work.reaper.close();
  }
}

async function buildImage(
  run: CutRun,
  plan: CutPlan,
  { path: workDir, reaper }: WorkDir,
  signal: AbortSignal,
  onLine: (line: string) => void,
): Promise<Image> {
  const { environment, config, kernel, definition } = run;
  const stage = join(workDir, 'stage');
  await mkdir(stage);
  await stageModules(kernel, plan.modules, stage, { environment, workDir, signal });
  const entries = [...plan.manifest.entries, loadList(plan.modules)];
  const source = textOf(config, 'DRACUT_SRC');
  const body = await buildWithDracut(
    { release: kernel.release, entries, filters: plan.manifest.filters, stage },
    {
      ...{ environment, workDir, reaper, onLine, signal },
      ...(source === undefined ? {} : { source }),
      extraArgs: wordsOf(config, 'DRACUT_EXTRA_ARGS'),
      log: buildLogPath(environment, definition.name),
    },
  );
  const image = await writeImage(body, plan.image, (measured) => recordOf(run, plan, measured), reaper);
  const link = latestLink(config, environment, image.path);
  if (link !== undefined) await linkLatest(image.path, link, reaper);
  return image;
}

/** What a cut's functions are told. */
export function cutContext(run: Pick<CutRun, 'config' | 'kernel' | 'definition'>, signal: AbortSignal): Context {
  const { config, kernel, definition } = run;
  const has = (symbol: string) => kernel.config === undefined || ['y', 'm'].includes(kernel.config[symbol] ?? '');
  return {
    settings: valuesOf(config, definition.settings ?? {}),
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
    schema: 2,
    cut: definition.name,
    plugin: plugin.name === '-' ? '-' : `${plugin.name}@${plugin.version}`,
    created: new Date().toISOString(),
    kernel: { release: kernel.release, buildId: kernel.buildId, image: kernel.image },
    vm: { ...plan.vm, memory: formatSize(memory) },
    settings: definition.settings ?? {},
    runFiles: plan.manifest.runFiles.map(({ dest }) => dest),
    service: definition.service ?? false,
    ...(definition.suite ? { suite: definition.suite } : {}),
    allowSplats: definition.allowSplats ?? [],
    manifest: formatFest(plan.wanted.map(withoutText)),
    ...measured,
  };
}

/** Texts may be long, or secret. */
function withoutText(entry: ManifestEntry): ManifestEntry {
  return entry.kind === 'data' ? { ...entry, text: `(${Buffer.byteLength(entry.text)} bytes)` } : entry;
}

function loadList({ load }: ModuleClosure): ResolvedManifest['entries'][number] {
  return { kind: 'data', dest: '/rapido/modules', text: load.map((name) => `${name}\n`).join(''), mode: 0o644 };
}

function describeImage({ path, record }: Image, { vm }: CutPlan): string {
  const raised = parseSize(record.vm.memory) !== parseSize(vm.memory);
  return `${path}, ${formatSize(record.bytes)}${raised ? `; its VM needs ${record.vm.memory} of memory` : ''}`;
}

function describe({ manifest, modules }: CutPlan): string {
  return `${manifest.entries.length} entries, ${modules.files.length} kernel modules`;
}
