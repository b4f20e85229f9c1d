import { join } from 'node:path';
import { CORE_SETTINGS, cut, type Host, type Image, imagesDir, type Kernel, type RunEvent } from '@rapido/core';
import type { CutRequest } from './cut.js';
import type { VmRequest } from './prepare-run.js';
import { chooseKernel, type Session } from './session.js';

/** A VM of a run, with the settings that hold for it. */
export interface SessionVm extends VmRequest {
  readonly session: Session;
}

/** The same, with the kernel that it is to run. */
export interface KernelVm extends SessionVm {
  readonly kernel: Kernel;
}

/** The same, with what its image is cut from. */
export interface CutVm extends KernelVm {
  readonly request: CutRequest;
}

/** Finds the kernel of each VM: one that several have is found once. */
export async function findKernels<T extends SessionVm>(vms: readonly T[], host: Host): Promise<(T & KernelVm)[]> {
  const found = new Map<string, Kernel>();
  const keys = vms.map((vm) => JSON.stringify([vm.flags.kernel, settingsOf(vm, Object.keys(CORE_SETTINGS))]));
  const all = [];
  for (const [index, vm] of vms.entries()) {
    const key = keys[index] ?? '';
    const kernel = found.get(key) ?? (await chooseKernel(vm.session, vm.flags, hostFor(vm, [...new Set(keys)], host)));
    found.set(key, kernel);
    all.push({ ...vm, kernel });
  }
  return all;
}

/**
 * Where the images of several VMs go: that of a cut by its name, and where VMs of one cut differ in what it may be made of, those of
 * the others by theirs too. One VM has what it would have alone.
 */
export function placeImages<T extends CutVm>(vms: readonly T[]): T[] {
  if (vms.length < 2) return [...vms];
  const keys = new Map<string, string>();
  return vms.map((vm) => {
    const { cut: data, config, environment } = vm.request;
    const key = imageKey(vm);
    const first = keys.get(data.name);
    keys.set(data.name, first ?? key);
    const file = first === undefined || first === key ? `${data.name}.img` : `${data.name}@${vm.name}.img`;
    return { ...vm, request: { ...vm.request, out: join(imagesDir(config, environment), file) } };
  });
}

/** Cuts the images of VMs, in their order; one that several have is cut once. */
export async function cutImages<T extends CutVm>(vms: readonly T[], host: Host): Promise<(T & { image: Image })[]> {
  const made = new Map<string, Image>();
  const all = [];
  for (const vm of vms) {
    const key = `${vm.request.out}\n${imageKey(vm)}`;
    const image = made.get(key) ?? (await cut(vm.request, hostFor(vm, vms, host)));
    made.set(key, image);
    all.push({ ...vm, image });
  }
  return all;
}

/** Tells of the work that is done for a VM; of several, with its name. */
export function hostFor({ name }: { readonly name: string }, vms: readonly unknown[], host: Host): Host {
  if (vms.length < 2) return host;
  return {
    signal: host.signal,
    lendTerminal: () => host.lendTerminal(),
    emit: (event) => host.emit(named(event, name)),
  };
}

function named(event: RunEvent, vm: string): RunEvent {
  if (event.type === 'output') return { ...event, task: `${event.task}@${vm}` };
  if (event.type !== 'task') return event;
  const { id, title } = event;
  return { ...event, id: `${id}@${vm}`, ...(title === undefined ? {} : { title: `${vm}: ${title}` }) };
}

/** Equal for VMs whose images are the same: by all that a cut may read, and so sometimes different for equal ones. */
function imageKey({ request: { cut: data, plugin, kernel, additions }, ...vm }: CutVm): string {
  const { config } = vm.session;
  const { image, release, buildId } = kernel;
  return JSON.stringify([
    data.name,
    plugin,
    image,
    release,
    buildId,
    additions,
    settingsOf(vm, Object.keys(config.entries)),
  ]);
}

function settingsOf({ session }: SessionVm, names: readonly string[]): (string | undefined)[] {
  return names.map((name) => session.config.entries[name]?.text);
}
