import type { Suite } from '@rapido/kit';
import { RapidoError } from '../errors.js';
import type { Image } from '../image/types.js';
import { disksOf } from '../run/launch.js';
import type { VmPlan } from '../run/types.js';
import type { SuitePlan } from './types.js';

/** The suite of an image; a RapidoError where it has none, or the suite or the disks do not allow what is planned. */
export function checkSuite(image: Image, vm: VmPlan, plan: SuitePlan): Suite {
  const { cut, suite } = image.record;
  if (suite === undefined) {
    throw new RapidoError('USAGE', `The cut ${cut} has no test suite.`, {
      hint: "To run a command in the VM: -x 'CMD'",
    });
  }
  if (suite.list === undefined && plan.tests === undefined) checkWithoutList(cut, plan);
  const kept = disksOf(vm, image).find(({ source, readOnly }) => source.kind !== 'new' && !readOnly);
  if (kept !== undefined && plan.jobs > 1) {
    throw new RapidoError('USAGE', `${plan.jobs} VMs cannot write to one disk, ${kept.serial}.`, {
      hint: 'Use throw-away disks (size=), disks that are read-only (ro), or --jobs 1.',
    });
  }
  return suite;
}

function checkWithoutList(cut: string, { jobs, retryFailed, exclude }: SuitePlan): void {
  const wants = [
    ...(jobs > 1 ? ['--jobs'] : []),
    ...(retryFailed > 0 ? ['--retry-failed'] : []),
    ...(exclude.length > 0 ? ['--exclude'] : []),
  ];
  if (wants.length === 0) return;
  throw new RapidoError('USAGE', `${wants.join(', ')}: the suite of the cut ${cut} cannot list its tests.`, {
    hint: 'Give it the script `suite.list`, or name the tests with --tests FILE.',
  });
}
