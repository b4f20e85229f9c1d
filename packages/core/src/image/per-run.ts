import type { Host } from '../host.js';
import { resolveManifest } from '../manifest/index.js';
import type { RunFile } from '../manifest/types.js';
import type { Blockdev } from '../qemu/index.js';
import type { CutRun } from './cut-run.js';
import { askCut } from './gather.js';
import { CutInputs } from './inputs.js';
import { needsOfCut } from './recorded-vm.js';
import type { ImageRecord } from './types.js';

/** What is made for each VM, and reaches it when it starts: what of a cut no image holds. */
export interface PerRun {
  readonly runFiles: readonly RunFile[];
  /** What disks are, by serial. */
  readonly blockdevs: Readonly<Record<string, Blockdev>>;
}

/** Runs the cut's code, where an image says that it has to tell something. */
export async function gatherPerRun(
  run: CutRun,
  record: ImageRecord,
  { signal }: Pick<Host, 'signal'>,
): Promise<PerRun> {
  const { files, disks } = needsOfCut(record, []);
  if (!files && !disks) return { runFiles: [], blockdevs: {} };
  const { entries, vm } = await askCut(run, new CutInputs(), signal);
  const texts = [...entries, ...run.additions.entries].filter(({ kind }) => kind === 'data' || kind === 'filter');
  const { runFiles } = await resolveManifest(texts, { environment: run.environment });
  const told = (vm.disks ?? []).flatMap(({ serial, blockdev }) => (blockdev ? [[serial, blockdev] as const] : []));
  return { runFiles, blockdevs: Object.fromEntries(told) };
}
