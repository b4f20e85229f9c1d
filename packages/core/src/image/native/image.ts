import { isDeepStrictEqual } from 'node:util';
import { formatSize } from '../../config/index.js';
import { RapidoError } from '../../errors.js';
import { type Host, task } from '../../host.js';
import { startReaper, type WorkDir } from '../../process/index.js';
import type { CutRun } from '../cut-run.js';
import { type CutPlan, imagePath } from '../gather.js';
import { imageRecord } from '../image-record.js';
import { areUnchanged, type CutInputs } from '../inputs.js';
import { type CutMemo, writeMemo } from '../memo.js';
import { readImage, recordArchive } from '../record.js';
import type { Image, ImageRecord } from '../types.js';
import { assembleImage, bodyOf } from './assemble.js';
import { planParts } from './parts.js';
import { segmentStore } from './segment-store.js';
import { withSegments, withStoredSegments } from './segment-use.js';

/**
 * The image of an earlier cut, where all that it was made from is as it was: the one in its place, or one put together
 * of its segments. Undefined where something has changed, or a segment is gone.
 */
export async function imageFromMemo(memo: CutMemo, run: CutRun, host: Host): Promise<Image | undefined> {
  if (!areUnchanged(memo.inputs, run.config)) return undefined;
  const { record } = memo;
  const path = imagePath(run);
  const described = `${path}, ${formatSize(record.bytes)}`;
  if (await isInPlace(path, record)) {
    return task(
      host,
      'image',
      'Image',
      async () => ({ path, record }),
      () => `${described}, unchanged`,
    );
  }
  const isMade = await assembleFromMemo(memo, path, host, `${described}, of kept parts`);
  return isMade ? { path, record } : undefined;
}

async function isInPlace(path: string, record: ImageRecord): Promise<boolean> {
  try {
    return isDeepStrictEqual((await readImage(path)).record, record);
  } catch (error) {
    if (RapidoError.is(error)) return false;
    throw error;
  }
}

async function assembleFromMemo(
  { record, segments }: CutMemo,
  path: string,
  host: Host,
  note: string,
): Promise<boolean> {
  const { signal } = host;
  const reaper = startReaper();
  try {
    return await withStoredSegments(segments, (opened) => {
      const assemble = () => assembleImage(path, recordArchive(record), opened, { reaper, signal });
      return task(host, 'image', 'Image', assemble, () => note);
    });
  } finally {
    await reaper.close();
  }
}

/** What packing takes besides the plan. */
export interface Packing {
  readonly inputs: CutInputs;
  /** Of the memo that is written of it. */
  readonly key: string;
  readonly work: WorkDir;
  readonly host: Host;
}

/** Packs an image of segments, of which only those are written that have changed, and keeps a memo of it. */
export async function buildNativeImage(run: CutRun, plan: CutPlan, packing: Packing): Promise<Image> {
  const { environment, config } = run;
  const { inputs, key, work, host } = packing;
  const { reaper } = work;
  const { signal } = host;
  const onMissing = (text: string) => host.emit({ type: 'note', level: 'warn', text });
  const parts = await planParts(plan, { environment, workDir: work.path, signal, log: inputs.files }, onMissing);
  return withSegments(segmentStore(environment), parts, { reaper, signal, fresh: run.fresh }, async (opened) => {
    const made = opened.map(({ bytes, digest }, index) => ({ part: parts[index]?.name ?? '', bytes, digest }));
    const record = imageRecord(run, plan, { ...bodyOf(opened), segments: made });
    await assembleImage(plan.image, recordArchive(record), opened, { reaper, signal });
    const segments = opened.map(({ file: _, ...segment }) => segment);
    await writeMemo(environment, key, { inputs: inputs.stamps(config), record, segments }, reaper);
    return { path: plan.image, record };
  });
}
