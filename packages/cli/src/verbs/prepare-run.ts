import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Interfaces } from '@oclif/core';
import { isLoneCut, type Step, type SuitePlan } from '@rapido/core';
import { RapidoError } from '@rapido/core/errors';
import { findCut } from '../plugins/cuts.js';
import type { ChosenCut } from '../plugins/definition.js';
import { resolveCut } from '../plugins/resolve.js';
import { surroundings } from '../process/surroundings.js';
import { isInteractive } from '../process/terminal.js';
import { consoleVm } from '../vms/console.js';
import { parseVmWords, type VmWord } from '../vms/names.js';
import { checkSharedDisks } from '../vms/shared-disks.js';
import { suiteOf } from '../vms/suites.js';
import { checkVmFlags, flagsFor, kernelsFor, type RunFlags, type VmFlags } from '../vms/vm-flags.js';
import { checkBootFlags, readyTimeout } from './boot.js';
import { checkCreateImage } from './preflight.js';
import { type RawTokens, stepsOf } from './steps.js';

/** A command line that cuts images and boots them. */
export interface RunLine {
  /** `[NAME=]CUT` each, a cut by its name or file. */
  readonly words: readonly string[];
  readonly flags: RunFlags;
  readonly raw: RawTokens;
  /** What stands after `--`. */
  readonly suiteWords: readonly string[];
  /** Labels of tests, where no flag names them. */
  readonly tests?: readonly string[];
  readonly json: boolean;
}

/** The same, checked: no typing error costs a cut. */
export interface RunRequest {
  readonly vms: readonly VmRequest[];
  /** The VM whose console goes to the user's terminal. */
  readonly interactive?: string | undefined;
  /** Those that hold for all. */
  readonly flags: RunFlags;
  readonly json: boolean;
}

/** What the command line says of one VM. */
export interface VmRequest {
  readonly name: string;
  /** As it was typed. */
  readonly word: VmWord;
  readonly chosen: ChosenCut;
  readonly flags: VmFlags;
  /** Two of them are to be compared, one run each. */
  readonly kernels: readonly string[];
  readonly steps: readonly Step[];
  readonly suite: SuitePlan | undefined;
  /** It is a server for others. */
  readonly isService: boolean;
}

/** Checks what can be checked before anything is done. */
export async function prepareRun(cli: Interfaces.Config, line: RunLine): Promise<RunRequest> {
  const { flags, json, suiteWords, tests } = line;
  const { cwd } = surroundings();
  const vms = await chooseCuts(cli, line.words, cwd);
  const names = vms.map(({ name }) => name);
  checkVmFlags(flags, names);
  readyTimeout(flags);
  const flagged = vms.map((vm) => ({ ...vm, flags: flagsFor(flags, vm.name), kernels: kernelsFor(flags, vm.name) }));
  for (const vm of flagged) checkBootFlags(vm.flags, json, cwd);
  checkTogether(flagged, flags);
  checkSharedDisks(flagged, cwd);
  const steps = await stepsOf(line.raw, { cwd, vms });
  const stepped = flagged.map((vm) => ({ ...vm, steps: steps.get(vm.name) ?? [] }));
  const owners = stepped.map(({ chosen: { cut }, ...vm }) => ({ ...vm, cut, hasSteps: vm.steps.length > 0 }));
  const suite = await suiteOf(owners, { words: suiteWords, cwd, ...(tests === undefined ? {} : { tests }) });
  const planned = stepped.map((vm) => ({ ...vm, suite: suite?.vm === vm.name ? suite.plan : undefined }));
  return { vms: planned, interactive: consoleVm(planned, { flags, json }, isInteractive()), flags, json };
}

type NamedCut = Pick<VmRequest, 'name' | 'word' | 'chosen' | 'isService'>;

async function chooseCuts(cli: Interfaces.Config, words: readonly string[], cwd: string): Promise<NamedCut[]> {
  const isFile = (cut: string) => isLoneCut(cut) || (cut.includes('/') && existsSync(resolve(cwd, cut)));
  const isService = (cut: string) => {
    const data = findCut(cli, cut)?.data;
    if (data !== undefined) return data.service !== undefined;
    return isFile(cut) ? false : undefined;
  };
  const vms: NamedCut[] = [];
  for (const word of parseVmWords(words, { isService, command: 'rapido run' })) {
    const chosen = await resolveCut(cli, word.cut, cwd);
    vms.push({ name: word.name ?? chosen.cut.name, word, chosen, isService: chosen.cut.service !== undefined });
  }
  return vms;
}

/** What of the flags depends on all cuts. */
function checkTogether(
  vms: readonly Pick<VmRequest, 'chosen' | 'flags'>[],
  flags: Pick<RunFlags, 'out' | 'create-image'>,
): void {
  const makers = vms.filter(({ chosen: { cut } }) => cut.createsImage);
  for (const vm of makers.length > 0 ? makers : vms.slice(0, 1)) checkCreateImage(vm.chosen.cut, flags);
  if (flags.out === undefined || vms.length === 1) return;
  throw new RapidoError('USAGE', `--out ${flags.out}: ${vms.length} VMs have more than one image.`, {
    hint: 'Leave it out: images are kept by the names of their cuts. rapido cut --out makes one elsewhere.',
  });
}
