import { join } from 'node:path';
import { RapidoError } from '../errors.js';
import { namesIn } from '../files.js';
import type { StepResult, VmResult } from '../run/types.js';
import type { StoredRun } from './stored-run.js';

/** Where the logs of a VM of a run are. */
export interface LoggedVm {
  /** Directory, absolute. */
  readonly logs: string;
  /** Absent of a run without a result. */
  readonly steps?: readonly StepResult[];
}

/** Directory of a VM's logs in a bundle. */
export function logsOf(bundle: string, { logs = '' }: Pick<VmResult, 'logs'>): string {
  return join(bundle, logs);
}

/** Whether a VM is a further one of a suite, `NAME.2`: a fresh one that went on, or one of several that shared the tests. */
export function isFurtherVm(name: string): boolean {
  return /\.\d+$/.test(name);
}

/** The VM of a name, or without one that which decided; a RapidoError where there is none, or the run has yet to choose. */
export async function loggedVm(run: StoredRun, name?: string): Promise<LoggedVm> {
  const { path, verdict } = run;
  if (verdict === undefined) return vmWithoutResult(run, name);
  const vm = verdict.vms[name ?? verdict.vm];
  if (vm === undefined && name !== undefined) throw noSuchVm(run, name, Object.keys(verdict.vms));
  return vm === undefined ? { logs: path } : { logs: logsOf(path, vm), steps: vm.steps };
}

/** Of a run that goes on, or was killed, only the directories are known. */
async function vmWithoutResult(run: StoredRun, name: string | undefined): Promise<LoggedVm> {
  const names = (await namesIn(join(run.path, VMS))).sort();
  if (name !== undefined && names.includes(name)) return { logs: join(run.path, VMS, name) };
  const isOfSeveral = !(await namesIn(run.path)).includes('console.log') && names.length > 0;
  if (name !== undefined && (isOfSeveral || name !== run.cut)) throw noSuchVm(run, name, names);
  if (!isOfSeveral) return { logs: run.path };
  throw new RapidoError('USAGE', `${run.name} has several VMs, and none has decided yet.`, {
    hint: `Say whose log it is to be: --vm ${names.join(', or --vm ')}`,
  });
}

const VMS = 'vms';

function noSuchVm(run: StoredRun, name: string, names: readonly string[]): RapidoError {
  const known = names.length > 0 ? names : [run.cut];
  return new RapidoError('USAGE', `${run.name} has no VM ${name}.`, {
    hint: known.length === 1 ? `Its only VM is ${known[0]}.` : `It has the VMs ${known.join(', ')}.`,
  });
}
