import { expect, test } from 'vitest';
import { OUTCOMES, type Outcome } from '../../src/outcome.js';
import type { OpenRun, OpenVm } from '../../src/run/open-run.js';
import type { PartEnd } from '../../src/run/run-part.js';
import { verdictOf } from '../../src/run/verdict.js';
import type { VmEnd } from '../../src/run/vm.js';

const KERNELS = { srv: '6.12.0', a: '6.1.0', b: '6.1.0' };

interface End {
  readonly outcome: Outcome;
  readonly exitCode?: number;
  readonly endedFor?: string;
}

/** The verdict of a server and its clients that ended so; one that is left out was not run. */
function verdict(ends: Partial<Record<keyof typeof KERNELS, Outcome | End>>) {
  const names = Object.keys(ends) as (keyof typeof KERNELS)[];
  const vms = names.map(
    (name) =>
      ({
        ...{ plan: { name }, isService: name === 'srv', image: { record: { cut: `cut-of-${name}` } } },
        options: { kernel: { release: KERNELS[name], buildId: 'x' } },
        setup: { bootedBy: 'pvh', accelerator: 'tcg' },
      }) as unknown as OpenVm,
  );
  const parts = names.map((name): [string, PartEnd] => {
    const given = ends[name] ?? 'pass';
    const told: End = typeof given === 'string' ? { outcome: given } : given;
    const { outcome, exitCode = OUTCOMES[told.outcome].exitCode, ...more } = told;
    const end = {
      ...{ outcome, exitCode, ...more, reason: `it was ${outcome}`, seconds: 5, started: 2500, readyAt: 4000 },
    } as VmEnd;
    return [name, { vms: new Map([[name, end]]), judgement: { ...end, vm: name } }];
  });
  const run = { ...{ bundle: '/b', started: '2026-01-02T03:04:05.678Z', began: 1000, vms } } as unknown as OpenRun;
  return verdictOf(run, new Map(parts));
}

const lost = { outcome: 'ended', endedFor: 'srv' } as const;

test.each([
  [{ srv: 'pass', a: 'pass', b: 'pass' }, 'a', 'pass', 0],
  [{ srv: 'pass', a: 'pass', b: { outcome: 'fail', exitCode: 7 } }, 'b', 'fail', 7],
  // The worst, and of equal ones the first.
  [{ srv: 'splat', a: { outcome: 'fail', exitCode: 2 }, b: { outcome: 'fail', exitCode: 7 } }, 'a', 'fail', 2],
  [{ srv: 'panic', a: 'fail', b: 'hang' }, 'srv', 'panic', 101],
  // What was ended for another says nothing, however bad that is, where there is something else.
  [{ srv: 'splat', a: lost, b: 'pass' }, 'srv', 'splat', 100],
  [{ srv: 'timeout', a: lost, b: lost }, 'srv', 'timeout', 103],
  [{ srv: 'pass', a: 'pass', b: lost }, 'b', 'ended', 104],
  [{ srv: 'interrupted', a: { outcome: 'interrupted', exitCode: 143 } }, 'srv', 'interrupted', 130],
] as const)('of %j it is the end of %s that counts', (ends, vm, outcome, exitCode) => {
  expect(verdict(ends)).toMatchObject({
    ...{ vm, outcome, exitCode, reason: `${vm}: it was ${outcome}` },
    kernel: { release: KERNELS[vm as keyof typeof KERNELS] },
  });
});

test('a suite whose last VM was ended for another counts for what an earlier one came to by itself', () => {
  const vm = (name: string, isService: boolean) =>
    ({
      ...{ plan: { name }, isService, image: { record: { cut: name } } },
      options: { kernel: { release: '6.1.0', buildId: 'x' } },
      setup: { bootedBy: 'pvh', accelerator: 'tcg' },
    }) as unknown as OpenVm;
  const end = (outcome: Outcome, more = {}) => ({ outcome, exitCode: 1, reason: outcome, ...more }) as VmEnd;
  const run = { began: 0, vms: [vm('srv', true), vm('cli', false)] } as unknown as OpenRun;
  const parts = (outcome: Outcome, decisive: string) =>
    new Map<string, PartEnd>([
      ['srv', { vms: new Map([['srv', end('splat')]]), judgement: { ...end('splat'), vm: 'srv' } }],
      [
        'cli',
        {
          vms: new Map([['cli', end('panic')] as const, ['cli.2', end('ended', { endedFor: 'srv' })] as const]),
          judgement: { ...end(outcome), vm: decisive },
        },
      ],
    ]);
  expect(verdictOf(run, parts('panic', 'cli'))).toMatchObject({ vm: 'cli', outcome: 'panic' });
  expect(verdictOf(run, parts('ended', 'cli.2'))).toMatchObject({ vm: 'srv', outcome: 'splat' });
});

test('each VM has its cut, its kernel, and its times since the start of the run', () => {
  const { vms } = verdict({ srv: 'pass', a: 'pass' });
  expect(Object.keys(vms)).toEqual(['srv', 'a']);
  expect(vms['srv']).toEqual({
    ...{ cut: 'cut-of-srv', service: true, began: 1.5, ready: 3, seconds: 5 },
    kernel: { release: '6.12.0', buildId: 'x', bootedBy: 'pvh' },
    ...{ outcome: 'pass', reason: 'it was pass' },
  });
  expect(vms['a']).not.toHaveProperty('service');
});

test('a VM alone is named by nobody', () => {
  expect(verdict({ a: 'pass' })).toMatchObject({ vm: 'a', reason: 'it was pass' });
});
