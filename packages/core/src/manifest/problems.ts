import type { Problem } from '@rapido/kit';
import { RapidoError } from '../errors.js';
import { worst } from '../outcome.js';

/** Whether a plugin reported this, of whatever copy of the kit it is. */
export function isProblem(value: unknown): value is Problem {
  if (typeof value !== 'object' || value === null || !('kind' in value) || !('message' in value)) return false;
  return ['usage', 'untestable', 'host'].includes(String(value.kind)) && typeof value.message === 'string';
}

/** One RapidoError CUT_PROBLEM of all the problems that a cut foresees; the worst decides its outcome. */
export function problemError(cut: string, problems: readonly Problem[]): RapidoError {
  const fixes = problems.flatMap(({ fix }) => (fix === undefined ? [] : [fix]));
  return new RapidoError('CUT_PROBLEM', problems.map(({ message }) => `${cut}: ${message}`).join('\n'), {
    ...(fixes.length > 0 && { hint: [...new Set(fixes)].join('\n') }),
    outcome: worst(problems.map(({ kind }) => kind)) as Problem['kind'],
  });
}
