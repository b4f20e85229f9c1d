import { mkdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { maskedText, textOf } from '../config/index.js';
import { RapidoError } from '../errors.js';
import type { Environment } from '../host.js';
import type { Image } from '../image/types.js';
import { openWorkDir, type WorkDir } from '../process/index.js';
import { type AttachedDisk, attachDisk } from '../qemu/index.js';
import { makeBundle, writeBundleFile } from './bundle.js';
import { checkedImage, disksOf, prepareSetup, type RunOptions, type Setup } from './launch.js';
import { readScript } from './payload.js';
import type { RunRequest, RunVm } from './run-vm.js';
import type { VmPlan } from './types.js';

/** A run that has begun. */
export interface OpenRun {
  /** Directory for logs and results. */
  readonly bundle: string;
  readonly work: WorkDir;
  readonly vms: readonly OpenVm[];
  /** ISO 8601 */
  readonly started: string;
  /** The same, of `performance`. */
  readonly began: number;
}

/** A VM of a run that has begun, checked. */
export interface OpenVm extends RunVm {
  readonly image: Image;
  readonly setup: Setup;
  /** Directory of its logs, below the bundle; empty for the bundle itself. */
  readonly logs: string;
  readonly disks: readonly AttachedDisk[];
}

type CheckedVm = Omit<OpenVm, 'logs' | 'disks'>;

/**
 * Checks everything that can be checked before a VM runs, makes the directories of a run and has `work` done in it. A RapidoError
 * for what is found wrong.
 */
export async function withRun<T>(
  vms: readonly RunVm[],
  { name }: RunRequest,
  work: (run: OpenRun) => Promise<T>,
): Promise<T> {
  const environment = environmentOf(vms);
  const checked: CheckedVm[] = [];
  // One after the other: what the first has to unpack of a kernel, the next finds.
  for (const vm of vms) checked.push(await checkVm(vm));
  const dir = await openWorkDir(environment);
  try {
    const [started, began] = [new Date().toISOString(), performance.now()];
    const places = await Promise.all(
      checked.map((vm) => makeDisks(vm, vms.length === 1 ? '' : vm.plan.name, dir.path)),
    );
    const bundle = await makeBundle(environment, name);
    for (const vm of places) await describeVm(bundle, vm);
    return await work({ bundle, work: dir, vms: places, started, began });
  } finally {
    await dir.reaper.close();
  }
}

function environmentOf([first]: readonly RunVm[]): Environment {
  if (first === undefined) throw new Error('A run has a VM.');
  return first.options.environment;
}

async function checkVm(vm: RunVm): Promise<CheckedVm> {
  const setup = await prepareSetup(vm.options);
  await checkBefore(vm.plan, vm.options);
  return { ...vm, setup, image: await checkedImage(vm.plan, vm.options) };
}

/** Of several VMs each has directories of its own, by its name. */
async function makeDisks(vm: CheckedVm, own: string, work: string): Promise<OpenVm> {
  const dir = join(work, own);
  await mkdir(dir, { recursive: true, mode: 0o700 });
  return { ...vm, logs: own && `vms/${own}`, disks: await attachDisks(vm.plan, vm.image, dir) };
}

/** Makes a VM's throw-away disks in `dir`, and checks its others. */
export function attachDisks(plan: VmPlan, image: Image, dir: string): Promise<AttachedDisk[]> {
  return Promise.all(disksOf(plan, image).map((disk) => attachDisk(disk, dir)));
}

/** Files of the bundle that say what was run. */
async function describeVm(bundle: string, { image, options, logs }: OpenVm): Promise<void> {
  const settings = Object.values(options.config.entries).map((entry) => [
    entry.name,
    { value: maskedText(entry) ?? null, origin: entry.origin?.text ?? null },
  ]);
  const dir = join(bundle, logs);
  await mkdir(dir, { recursive: true, mode: 0o700 });
  await writeBundleFile(dir, 'settings.json', `${JSON.stringify(Object.fromEntries(settings), null, 2)}\n`);
  await writeBundleFile(dir, 'manifest.fest', image.record.manifest);
}

/** What can be known to be wrong before anything starts. */
export async function checkBefore({ steps }: VmPlan, { config }: RunOptions): Promise<void> {
  for (const step of steps) if (step.kind === 'script') await readScript(step.path);
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
