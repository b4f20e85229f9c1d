import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, open, rename } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { textOf, wordsOf } from '../../config/index.js';
import { stageModules } from '../../kernel/index.js';
import { asideOf, onHost, type Reaper, type WorkDir } from '../../process/index.js';
import type { CutRun } from '../cut-run.js';
import type { CutPlan } from '../gather.js';
import { imageRecord } from '../image-record.js';
import { loadList } from '../load-list.js';
import { buildLogPath } from '../log.js';
import { recordArchive } from '../record.js';
import type { Image, ImageBody } from '../types.js';
import { buildWithDracut } from './build.js';

/** How much larger a compressed initramfs is taken to become, for want of unpacking it. */
const COMPRESSION = 4;

/** Has dracut build an image, and puts it in its place. `onLine` hears what dracut prints. */
export async function buildDracutImage(
  run: CutRun,
  plan: CutPlan,
  { path: workDir, reaper }: WorkDir,
  signal: AbortSignal,
  onLine: (line: string) => void,
): Promise<Image> {
  const { environment, config, kernel, cut } = run;
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
      log: buildLogPath(environment, cut.name),
    },
  );
  return putInPlace(body, plan.image, await measure(body), run, plan, reaper);
}

/** The record in front, written aside and renamed, readable by its owner only. An older image stays whole until then. */
async function putInPlace(
  body: string,
  path: string,
  measured: ImageBody,
  run: CutRun,
  plan: CutPlan,
  reaper: Reaper,
): Promise<Image> {
  const record = imageRecord(run, plan, measured);
  return onHost(`Writing the image ${path}`, async () => {
    await mkdir(dirname(path), { recursive: true });
    const aside = await asideOf(path, reaper);
    await using file = await open(aside, 'wx', 0o600);
    await file.write(recordArchive(record));
    for await (const piece of createReadStream(body, { highWaterMark: 1 << 20 })) await file.writeFile(piece);
    await rename(aside, path);
    return { path, record };
  });
}

async function measure(body: string): Promise<ImageBody> {
  const hash = createHash('sha256');
  let bytes = 0;
  let magic = '';
  for await (const piece of createReadStream(body, { highWaterMark: 1 << 20 })) {
    magic ||= (piece as Buffer).toString('latin1', 0, 6);
    bytes += piece.length;
    hash.update(piece);
  }
  return { bytes, unpackedBytes: magic === '070701' ? bytes : bytes * COMPRESSION, digest: hash.digest('hex') };
}
