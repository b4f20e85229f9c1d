import type { SuitePlan } from '@rapido/core';
import { RapidoError } from '@rapido/core/errors';
import type { CutData } from '@rapido/kit';
import { givenSuiteFlags, type SuiteFlags } from '../flags/suite-flags.js';
import { planSuite, type SuiteRequest } from '../verbs/suite.js';

/** A VM that may run the suite of its cut. */
export interface SuiteVm {
  readonly name: string;
  readonly cut: Pick<CutData, 'name' | 'suite' | 'service'>;
  readonly flags: SuiteRequest['flags'];
  readonly hasSteps: boolean;
}

/**
 * Which VM runs the suite of its cut, and how: the only one whose cut has one. A usage error where several would, or words and flags
 * are for a suite and it is not clear whose, or there is none.
 */
export async function suiteOf(
  vms: readonly SuiteVm[],
  { words, cwd, tests }: Pick<SuiteRequest, 'words' | 'cwd' | 'tests'>,
): Promise<{ readonly vm: string; readonly plan: SuitePlan } | undefined> {
  const owners = vms.filter(({ cut }) => cut.suite !== undefined);
  const [owner, other] = owners;
  if (other !== undefined) return ofSeveral(owners, { words, cwd, ...(tests === undefined ? {} : { tests }) });
  const vm = owner ?? vms.find(({ cut }) => cut.service === undefined) ?? vms[0];
  if (vm === undefined) return undefined;
  const { cut, flags, hasSteps } = vm;
  const plan = await planSuite(cut, { words, flags, hasSteps, cwd, ...(tests === undefined ? {} : { tests }) });
  return plan && { vm: vm.name, plan };
}

/** Of several that could, one may run its suite where the others have steps instead. */
async function ofSeveral(
  owners: readonly SuiteVm[],
  { words, cwd, tests }: Pick<SuiteRequest, 'words' | 'cwd' | 'tests'>,
): Promise<{ readonly vm: string; readonly plan: SuitePlan } | undefined> {
  const [free, other] = owners.filter(({ hasSteps }) => !hasSteps);
  // Tests that are run again, and the words that were for their suite, are for the one that has nothing else to do.
  if (tests !== undefined && free !== undefined && other === undefined) return suiteOf([free], { words, cwd, tests });
  const names = owners.map(({ name }) => name).join(' and ');
  const [given] = words.length > 0 ? [`-- ${words.join(' ')}`] : givenSuiteFlags(owners[0]?.flags as SuiteFlags);
  if (given !== undefined) {
    throw new RapidoError('USAGE', `${given}: for which test suite? The cuts of ${names} have one each.`, {
      hint: 'Leave all but one of them out.',
    });
  }
  const planned = [];
  for (const { name, cut, flags, hasSteps } of owners) {
    const plan = await planSuite(cut, { words: [], flags, hasSteps, cwd });
    if (plan !== undefined) planned.push({ vm: name, plan });
  }
  if (planned.length < 2) return planned[0];
  throw new RapidoError(
    'USAGE',
    `A run has one test suite, and those of ${planned.map(({ vm }) => vm).join(' and ')} would run.`,
    {
      hint: `Leave one out, or give it steps instead: -x '@${planned[1]?.vm} CMD'`,
    },
  );
}
