import type { Host } from '../host.js';
import { makeRuntimeDir } from '../process/index.js';
import { commandLine } from '../qemu/index.js';
import { type Attachment, attach } from './attach.js';
import { type Debugger, gdbSession } from './gdb.js';
import type { RunOptions } from './launch.js';
import { runtimePath } from './running.js';
import { startVm, type Vm } from './start-vm.js';
import type { Served } from './virtiofs.js';
import type { VmEnd } from './vm.js';
import { chooseNet } from './vm-network.js';
import { claimVmNumber } from './vm-number.js';
import { notWarm, warmObstacle } from './warm/obstacle.js';

/** Gives a VM its number and its place in the network, starts it and follows it to its end. */
export async function bootVm(vm: Vm, options: RunOptions, host: Host): Promise<VmEnd> {
  const { plan, image, setup } = vm;
  await makeRuntimeDir(options.environment);
  const mode = await chooseNet(image, options);
  const reason = options.warm ? warmObstacle(plan, image, options) : undefined;
  const warm = options.warm && reason === undefined;
  if (reason !== undefined) host.emit({ type: 'note', level: 'info', text: notWarm(reason) });
  const { number, release } = vm.claim ?? (await claimVmNumber());
  let network: Attachment | undefined;
  let served: Served | undefined;
  try {
    const { environment, config } = options;
    const anonymous = warm ?? false;
    network = await attach(
      mode,
      number,
      { environment, config, names: namesOf(vm, number), program: setup.program, anonymous },
      host,
    );
    host.emit({ type: 'vm', vm: plan.name, state: 'number', text: String(number) });
    const debuggerOf = await openDebugger(number, vm, options, host);
    served = await servedTo(number, vm, options);
    const place = {
      ...{ number, network },
      ...(debuggerOf ? { debugger: debuggerOf } : {}),
      ...(served ? { virtiofs: served.shares } : {}),
    };
    if (warm) {
      const { bootWarm } = await import('./warm/boot-warm.js');
      return await bootWarm(vm, place, options, host);
    }
    const end = await startVm(vm, place, options, host);
    return reason === undefined ? end : { ...end, warm: { restored: false, reason } };
  } finally {
    served?.stop();
    network?.leave();
    release();
  }
}

/** What the VMs of a run of several are called, by number. */
function namesOf({ plan, peers }: Vm, own: number): ReadonlyMap<number, string> {
  if (peers.length === 0) return new Map();
  return new Map([...peers.map(({ number, name }) => [number, name] as const), [own, plan.name]]);
}

async function servedTo(number: number, { image, work }: Vm, { environment }: RunOptions): Promise<Served | undefined> {
  const tags = image.record.vm.virtiofs ?? [];
  if (tags.length === 0) return undefined;
  const { serveVirtiofs } = await import('./virtiofs.js');
  return serveVirtiofs(tags, { environment, number, work });
}

async function openDebugger(
  number: number,
  { setup, work }: Vm,
  { gdb, environment, kernel }: RunOptions,
  host: Host,
): Promise<Debugger | undefined> {
  if (gdb === undefined) return undefined;
  const found = await gdbSession(runtimePath(environment, { number, pid: process.pid }, 'gdb'), setup, kernel, work);
  const waits = gdb === 'wait' ? ' The VM waits for "continue" there.' : '';
  const text = `Debug with: rapido gdb ${number}, or ${commandLine('gdb', found.args)}${waits}`;
  host.emit({ type: 'note', level: 'info', text });
  return found;
}
