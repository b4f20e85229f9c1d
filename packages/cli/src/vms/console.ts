import type { Step } from '@rapido/core';
import { RapidoError } from '@rapido/core/errors';
import type { BootFlags } from '../flags/boot-flags.js';
import { wantsConsole } from '../verbs/boot.js';

/** What of a VM decides whether the user sits at its console. */
export interface ConsoleVm {
  readonly name: string;
  readonly isService: boolean;
  readonly steps: readonly Step[];
  readonly chosen: { readonly cut: { readonly suite?: unknown } };
}

/** The VM whose console goes to the user's terminal: the only one that is no server. A usage error where `--shell` could mean several. */
export function consoleVm(
  vms: readonly ConsoleVm[],
  { flags, json }: { readonly flags: Pick<BootFlags, 'shell' | 'console'>; readonly json: boolean },
  terminal: boolean,
): string | undefined {
  const steps = vms.flatMap((vm) => vm.steps);
  const suite = vms.find(({ chosen }) => chosen.cut.suite !== undefined);
  if (!wantsConsole({ flags, json, steps, suite }, terminal)) return undefined;
  const [vm, other] = vms.length === 1 ? vms : vms.filter(({ isService }) => !isService);
  if (vm !== undefined && other === undefined) return vm.name;
  if (!flags.shell) return undefined;
  const names = (vm === undefined ? vms : vms.filter(({ isService }) => !isService)).map(({ name }) => name);
  throw new RapidoError('USAGE', `--shell: the console of which VM? There are ${names.join(', ')}.`, {
    hint: 'Leave it out. While they run: rapido sh NAME',
  });
}
