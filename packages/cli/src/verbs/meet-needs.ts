import type { Interfaces } from '@oclif/core';
import { type Image, textOf } from '@rapido/core';
import { findCut } from '../plugins/cuts.js';
import { warn } from '../process/warnings.js';
import { checkReach, type MetNeeds, meetNeeds, type NeedsContext } from '../vms/needs.js';
import type { SessionVm } from './images.js';
import type { VmRequest } from './prepare-run.js';
import { openSession, type Session } from './session.js';

/** A VM with its settings, and the VMs that its autorun waits for. */
export interface MetVm extends SessionVm, Pick<MetNeeds, 'after'> {}

/**
 * Reads the settings of each VM and finds the services that it uses; where a setting is to say which VM that is and does not, it does
 * from then on. A usage error where a service is not there or not to be reached.
 */
export async function openSessions(cli: Interfaces.Config, vms: readonly VmRequest[]): Promise<MetVm[]> {
  const opened: SessionVm[] = [];
  for (const vm of vms) opened.push({ ...vm, session: await openSession(cli, vm.flags, concerned(vm)) });
  const needing = opened.map(({ name, word, chosen: { cut }, session: { config } }) => ({
    ...{ name, word, cut: cut.name, service: cut.service, needs: cut.needs },
    setting: (key: string) => textOf(config, key) || undefined,
  }));
  const met = meetNeeds(needing, contextOf(cli));
  for (const { remarks = [] } of met.values()) for (const remark of remarks) warn(remark);
  const net = new Map(opened.map(({ name, session }) => [name, textOf(session.config, 'VM_NET')]));
  checkReach(met, (vm) => net.get(vm));
  return Promise.all(opened.map((vm) => withServers(cli, vm, met.get(vm.name) ?? { after: [], settings: {} })));
}

async function withServers(cli: Interfaces.Config, vm: SessionVm, { after, settings }: MetNeeds): Promise<MetVm> {
  const { config } = vm.session;
  const isNew = Object.entries(settings).some(([name, value]) => textOf(config, name) !== value);
  const session = isNew ? await openSession(cli, vm.flags, concerned(vm), settings) : vm.session;
  return { ...vm, session, after };
}

function concerned({ name, chosen: { cut } }: VmRequest) {
  return { name, settings: cut.settings };
}

/** A usage error for an image whose needs only other VMs could meet: `rapido boot` has one. */
export function checkImageNeeds(cli: Interfaces.Config, { record }: Image, { config }: Session): void {
  const { cut: name, service, needs } = record;
  const setting = (key: string) => textOf(config, key) || undefined;
  meetNeeds([{ name, word: { cut: name }, cut: name, service, needs, setting }], contextOf(cli));
}

function contextOf(cli: Interfaces.Config): NeedsContext {
  return { command: 'rapido run', isInstalled: (cut) => findCut(cli, cut) !== undefined };
}
