import { stat } from 'node:fs/promises';
import { maskedText, textOf } from '../config/index.js';
import { RapidoError } from '../errors.js';
import type { Image } from '../image/types.js';
import { openWorkDir, type WorkDir } from '../process/index.js';
import { type AttachedDisk, attachDisk } from '../qemu/index.js';
import { makeBundle, writeBundleFile } from './bundle.js';
import { checkedImage, disksOf, prepareSetup, type RunOptions, type Setup } from './launch.js';
import { readScript } from './payload.js';
import type { VmPlan } from './types.js';

/** A run that has begun: what its VMs have in common. */
export interface OpenRun {
  readonly image: Image;
  readonly setup: Setup;
  /** Directory for logs and results. */
  readonly bundle: string;
  readonly work: WorkDir;
  /** The disks of the first VM. */
  readonly disks: readonly AttachedDisk[];
  /** ISO 8601 */
  readonly started: string;
}

/**
 * Checks everything that can be checked before a VM runs, makes the directories of a run and has `work` done in it. A RapidoError
 * for what is found wrong.
 */
export async function withRun<T>(plan: VmPlan, options: RunOptions, work: (run: OpenRun) => Promise<T>): Promise<T> {
  const setup = await prepareSetup(options);
  await checkBefore([plan], options);
  const image = await checkedImage(plan, options);
  const dir = await openWorkDir(options.environment);
  try {
    const started = new Date().toISOString();
    const disks = await attachDisks(plan, image, dir.path);
    const bundle = await makeBundle(options.environment, options.cut);
    await describeRun(bundle, image, options);
    return await work({ image, setup, bundle, work: dir, disks, started });
  } finally {
    await dir.reaper.close();
  }
}

/** Makes a VM's throw-away disks in `dir`, and checks its others. */
export function attachDisks(plan: VmPlan, image: Image, dir: string): Promise<AttachedDisk[]> {
  return Promise.all(disksOf(plan, image).map((disk) => attachDisk(disk, dir)));
}

/** Files of the bundle that say what was run. */
async function describeRun(bundle: string, { record }: Image, { config }: RunOptions): Promise<void> {
  const settings = Object.values(config.entries).map((entry) => [
    entry.name,
    { value: maskedText(entry) ?? null, origin: entry.origin?.text ?? null },
  ]);
  await writeBundleFile(bundle, 'settings.json', `${JSON.stringify(Object.fromEntries(settings), null, 2)}\n`);
  await writeBundleFile(bundle, 'manifest.fest', record.manifest);
}

/** What can be known to be wrong before anything starts. */
export async function checkBefore(plans: readonly VmPlan[], { config }: RunOptions): Promise<void> {
  for (const step of plans.flatMap(({ steps }) => steps)) if (step.kind === 'script') await readScript(step.path);
  const share = textOf(config, 'VIRTFS_SHARE_PATH');
  if (share === undefined) return;
  const isDirectory = await stat(share).then(
    (found) => found.isDirectory(),
    () => false,
  );
  if (!isDirectory) {
    throw new RapidoError('CONFIG_VALUE', `VIRTFS_SHARE_PATH: ${share} is no directory.`, {
      hint: 'Make it, or unset VIRTFS_SHARE_PATH.',
    });
  }
}
