import { relative } from 'node:path';
import { formatSize, parseSize } from '../config/index.js';
import { formatFest } from '../manifest/index.js';
import type { ManifestEntry } from '../manifest/types.js';
import { type CutRun, imageDriver } from './cut-run.js';
import type { CutPlan } from './gather.js';
import { leastMemory } from './memory.js';
import { recordedVm } from './recorded-vm.js';
import type { ImageBody, ImageRecord } from './types.js';

/** What an image says of itself. Nothing of it differs from one cut of the same things to the next. */
export function imageRecord({ cut, plugin, kernel, config }: CutRun, plan: CutPlan, body: ImageBody): ImageRecord {
  const memory = Math.max(parseSize(plan.vm.memory) ?? 0, leastMemory(body));
  return {
    schema: 4,
    cut: cut.name,
    plugin: plugin.name === '-' ? '-' : `${plugin.name}@${plugin.version}`,
    driver: imageDriver(config),
    kernel: { release: kernel.release, buildId: kernel.buildId, image: kernel.image },
    vm: { ...recordedVm(plan.vm), memory: formatSize(memory) },
    settings: cut.settings ?? {},
    runFiles: plan.manifest.runFiles.map(({ dest }) => dest),
    ...(cut.service === undefined ? {} : { service: cut.service }),
    ...(cut.needs === undefined ? {} : { needs: cut.needs }),
    ...(cut.suite ? { suite: cut.suite } : {}),
    allowSplats: cut.allowSplats ?? [],
    manifest: formatFest(plan.wanted.map((entry) => withoutText(fromRoot(entry, plugin.root)))),
    ...body,
  };
}

/** Texts may be long, or secret. */
function withoutText(entry: ManifestEntry): ManifestEntry {
  return entry.kind === 'data' ? { ...entry, text: `(${Buffer.byteLength(entry.text)} bytes)` } : entry;
}

/** Wherever the cut's package lies, its image is the same. */
function fromRoot(entry: ManifestEntry, root: string): ManifestEntry {
  const short = (path: string) => (path.startsWith(`${root}/`) ? `./${relative(root, path)}` : path);
  if (entry.kind === 'kmod') return { ...entry, name: short(entry.name) };
  return 'source' in entry ? { ...entry, source: short(entry.source) } : entry;
}
