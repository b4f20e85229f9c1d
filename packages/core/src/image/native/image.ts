import { isDeepStrictEqual } from 'node:util';
import { formatSize } from '../../config/index.js';
import { isSystemError, RapidoError } from '../../errors.js';
import { type Host, task } from '../../host.js';
import type { Manifested } from '../../manifest/types.js';
import { startReaper, type WorkDir } from '../../process/index.js';
import type { CutRun } from '../cut-run.js';
import { type CutPlan, imagePath } from '../gather.js';
import { imageRecord } from '../image-record.js';
import { areFilesUnchanged, areSettingsUnchanged, type CutInputs } from '../inputs.js';
import { askedDigest, type CutMemo, stateOf, writeMemo } from '../memo.js';
import { readImage, recordArchive } from '../record.js';
import type { Image } from '../types.js';
import { assembleImage, bodyOf } from './assemble.js';
import { planParts } from './parts.js';
import { segmentStore } from './segment-store.js';
import { withSegments, withStoredSegments } from './segment-use.js';

/** What a cut is known by while it may be the same as an earlier one. */
export interface Known {
  readonly memo: CutMemo;
  /** Of the memo. */
  readonly key: string;
  /** Runs the cut's code. */
  ask(): Promise<Manifested>;
}

/**
 * The image of an earlier cut, where all that it was made from is as it was: the one in its place, or one put together
 * of its segments. Undefined where something has changed, or a segment is gone.
 */
export async function imageFromMemo(known: Known, run: CutRun, host: Host): Promise<Image | undefined> {
  const { memo, key } = known;
  const { record, warnings } = memo;
  if (!(await isUnchanged(known, run, host))) return undefined;
  const path = imagePath(run);
  const described = `${path}, ${formatSize(record.bytes)}`;
  const isThere = await isInPlace(path, memo);
  const image = async () => ({ path, record });
  const done = isThere
    ? await task(host, 'image', 'Image', image, () => `${described}, unchanged`)
    : await assembleFromMemo(memo, key, run, host, `${described}, made of parts that were kept`);
  if (done) for (const text of warnings) host.emit({ type: 'note', level: 'warn', text });
  return done;
}

/** What differs in settings may be for the VM alone. */
async function isUnchanged({ memo, ask }: Known, { config }: CutRun, { signal }: Host): Promise<boolean> {
  const isAsked = areSettingsUnchanged(memo.inputs, config) || memo.asked === askedDigest(await ask());
  return isAsked && areFilesUnchanged(memo.inputs, signal);
}

/** Whether the image that a memo tells of lies at `path`, just as it was written. */
async function isInPlace(path: string, { record, image }: CutMemo): Promise<boolean> {
  try {
    if (path !== image.path || (await stateOf(path)) !== image.state) return false;
    return isDeepStrictEqual((await readImage(path)).record, record);
  } catch (error) {
    if (RapidoError.is(error) || isSystemError(error, 'ENOENT', 'ENOTDIR', 'ELOOP', 'EACCES')) return false;
    throw error;
  }
}

async function assembleFromMemo(
  memo: CutMemo,
  key: string,
  run: CutRun,
  host: Host,
  note: string,
): Promise<Image | undefined> {
  const { record, segments } = memo;
  const { signal } = host;
  const path = imagePath(run);
  const reaper = startReaper();
  try {
    const isMade = await withStoredSegments(segments, (opened) => {
      const assemble = () => assembleImage(path, recordArchive(record), opened, { reaper, signal });
      return task(host, 'image', 'Image', assemble, () => note);
    });
    if (!isMade) return undefined;
    await writeMemo(run.environment, key, { ...memo, image: { path, state: await stateOf(path) } }, reaper);
    return { path, record };
  } finally {
    await reaper.close();
  }
}

/** What packing takes besides the plan. */
export interface Packing {
  readonly inputs: CutInputs;
  readonly asked: Manifested;
  /** Of the memo that is written of it. */
  readonly key: string;
  readonly work: WorkDir;
  readonly host: Host;
}

/** Packs an image of segments, of which only those are written that have changed, and keeps a memo of it. */
export async function buildNativeImage(run: CutRun, plan: CutPlan, packing: Packing): Promise<Image> {
  const { environment, config } = run;
  const { inputs, asked, key, work, host } = packing;
  const { reaper } = work;
  const { signal } = host;
  const warnings: string[] = [];
  const onMissing = (text: string) => {
    warnings.push(text);
    host.emit({ type: 'note', level: 'warn', text });
  };
  const parts = await planParts(plan, { environment, workDir: work.path, signal, log: inputs.files }, onMissing);
  return withSegments(segmentStore(environment), parts, { reaper, signal, fresh: run.fresh }, async (opened) => {
    const made = opened.map(({ bytes, digest }, index) => ({ part: parts[index]?.name ?? '', bytes, digest }));
    const record = imageRecord(run, plan, { ...bodyOf(opened), segments: made });
    await assembleImage(plan.image, recordArchive(record), opened, { reaper, signal });
    const segments = opened.map(({ file: _, ...segment }) => segment);
    const image = { path: plan.image, state: await stateOf(plan.image) };
    const stamps = { inputs: inputs.stamps(config), asked: askedDigest(asked) };
    await writeMemo(environment, key, { ...stamps, record, segments, warnings, image }, reaper);
    return { path: plan.image, record };
  });
}
