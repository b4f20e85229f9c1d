import { formatSize, parseSize } from '../config/index.js';
import { type Host, task } from '../host.js';
import type { Manifested } from '../manifest/types.js';
import { onHost, openWorkDir, type WorkDir } from '../process/index.js';
import { type CutRun, imageDriver } from './cut-run.js';
import { buildDracutImage } from './dracut/image.js';
import { askCut, type CutPlan, gather } from './gather.js';
import { CutInputs } from './inputs.js';
import { linkAsLatest } from './latest.js';
import { memoKey, readMemo } from './memo.js';
import { buildNativeImage, imageFromMemo } from './native/image.js';
import type { Image } from './types.js';

/** What `cut` would do: `--dry-run`. Nothing is written but a module index that goes again. */
export async function planCut(run: CutRun, { signal }: Host): Promise<CutPlan> {
  const inputs = new CutInputs();
  const asked = await askCut(run, inputs, signal);
  return inWorkDir(run, ({ path: workDir }) => gather(run, asked, { inputs, workDir, signal }));
}

/** Runs the cut's own code only, for the problems that it reports: all of them in one RapidoError. */
export async function checkCut(run: CutRun, { signal }: Host): Promise<void> {
  await askCut(run, new CutInputs(), signal);
}

/**
 * Cuts an image and puts it in its place, of which `initrds/myinitrd` then tells. Where nothing has changed since it was
 * cut before, this is only checked, and none of the cut's code is run.
 */
export function cut(run: CutRun, host: Host): Promise<Image> {
  return imageDriver(run.config) === 'native' ? cutNative(run, host) : cutWithDracut(run, host);
}

async function cutNative(run: CutRun, host: Host): Promise<Image> {
  const { signal } = host;
  const inputs = new CutInputs();
  let asking: Promise<Manifested> | undefined;
  const ask = () => (asking ??= askCut(run, inputs, signal));
  const key = await memoKey(run, run.plugin.inDevelopment ? await ask() : undefined);
  const memo = run.fresh ? undefined : await readMemo(run.environment, key);
  const known = memo && (await imageFromMemo({ memo, key, ask }, run, host));
  if (known) {
    await linkAsLatest(run, known);
    return known;
  }
  return inWorkDir(run, async (work) => {
    const plan = await gatherTask(run, { inputs, ask }, work, host);
    const asked = await ask();
    const build = () => buildNativeImage(run, plan, { inputs, asked, key, work, host });
    return buildTask('Build the image', run, plan, work, host, build);
  });
}

async function cutWithDracut(run: CutRun, host: Host): Promise<Image> {
  return inWorkDir(run, async (work) => {
    const inputs = new CutInputs();
    const ask = () => askCut(run, inputs, host.signal);
    const plan = await gatherTask(run, { inputs, ask }, work, host);
    const build = (onLine: (line: string) => void) => buildDracutImage(run, plan, work, host.signal, onLine);
    return buildTask('Build the image with dracut', run, plan, work, host, build);
  });
}

async function buildTask(
  title: string,
  run: CutRun,
  plan: CutPlan,
  { reaper }: WorkDir,
  host: Host,
  build: (onLine: (line: string) => void) => Promise<Image>,
): Promise<Image> {
  const image = await task(host, 'image', title, build, (made) => describeImage(made, plan));
  await linkAsLatest(run, image, reaper);
  return image;
}

function gatherTask(
  run: CutRun,
  { inputs, ask }: { readonly inputs: CutInputs; ask(): Promise<Manifested> },
  { path: workDir }: WorkDir,
  host: Host,
): Promise<CutPlan> {
  const { signal } = host;
  const work = async () => gather(run, await ask(), { inputs, workDir, signal });
  return task(host, 'gather', 'Gather files and modules', work, describe);
}

async function inWorkDir<T>({ environment }: CutRun, action: (work: WorkDir) => Promise<T>): Promise<T> {
  const work = await openWorkDir(environment);
  try {
    return await onHost(`Working in ${work.path}`, () => action(work));
  } finally {
    await work.reaper.close();
  }
}

function describeImage({ path, record }: Image, { vm }: CutPlan): string {
  const raised = parseSize(record.vm.memory) !== parseSize(vm.memory);
  return `${path}, ${formatSize(record.bytes)}${raised ? `; its VM needs ${record.vm.memory} of memory` : ''}`;
}

function describe({ manifest, modules }: CutPlan): string {
  return `${manifest.entries.length} entries, ${modules.files.length} kernel modules`;
}
