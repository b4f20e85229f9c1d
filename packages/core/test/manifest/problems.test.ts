import { expect, it } from 'vitest';
import { isProblem, problemError } from '../../src/manifest/problems.js';

it('a problem is known by its shape', () => {
  expect(isProblem({ kind: 'host', message: 'x' })).toBe(true);
  expect([null, 'x', new Error('x'), { kind: 'pass', message: 'x' }, { kind: 'host' }].some(isProblem)).toBe(false);
});

it('several are one error, whose outcome is that of the worst', () => {
  const error = problemError('demo', [
    { kind: 'untestable', message: 'CONFIG_X is not set', fix: 'Set it.' },
    { kind: 'usage', message: 'SIZE is too small', fix: 'Make it larger.' },
    { kind: 'host', message: 'no server' },
  ]);
  expect(error).toMatchObject({
    code: 'ERR_RAPIDO_CUT_PROBLEM',
    exitCode: 129,
    message: 'demo: CONFIG_X is not set\ndemo: SIZE is too small\ndemo: no server',
    hint: 'Set it.\nMake it larger.',
  });
  expect(problemError('demo', [{ kind: 'untestable', message: 'x' }])).toMatchObject({ exitCode: 125 });
});
