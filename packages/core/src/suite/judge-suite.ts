import { OUTCOMES, worst } from '../outcome.js';
import type { Judgement } from '../run/judge.js';
import type { VmEnd } from '../run/vm.js';
import { countsOf, decisive, isFailure } from './results/index.js';
import { testLabel } from './test-id.js';
import type { TestId, TestResult } from './types.js';

/** All that is known of a suite's run that has ended. */
export interface SuiteFacts {
  readonly tests: readonly TestResult[];
  /** Chosen, but without a result. */
  readonly notRun: readonly TestId[];
  /** A test that is flaky counts as failed. */
  readonly strict: boolean;
  /** Name of the first VM. */
  readonly vm: string;
  readonly vms: ReadonlyMap<string, Pick<VmEnd, 'outcome' | 'exitCode' | 'reason' | 'splats'>>;
  /** Names of the VMs whose end the tests account for. */
  readonly explained: ReadonlySet<string>;
  /** How many tests the suite listed, before some were left out; 0 where it could not. Absent where it was not asked. */
  readonly listed?: number;
  /** What else was wrong with the suite. */
  readonly trouble?: string;
  /** The run was interrupted while none of these VMs ran. */
  readonly interruption?: Judgement;
}

/** What came of the run, and the name of the VM that decided. */
export type SuiteJudgement = Judgement & { readonly vm: string };

/** Says how a run of a suite has ended: by the table of outcomes and their order, of its tests and of its VMs. */
export function judgeSuite(facts: SuiteFacts): SuiteJudgement {
  const ofVms = judgeVms(facts);
  const severe = ofVms.filter(({ outcome }) => outcome !== 'splat');
  const ofTests = facts.tests.length > 0 ? judgeTests(facts) : severe.length > 0 ? [] : [nothingRan(facts)];
  const { interruption, vm } = facts;
  const all = [...ofTests, ...ofVms, ...(interruption ? [{ ...interruption, vm }] : [])];
  const outcome = worst(all.map((judgement) => judgement.outcome));
  return all.find((judgement) => judgement.outcome === outcome) ?? { ...judged('pass', passing(facts)), vm };
}

/** What a VM came to counts by itself where no test accounts for it; what its kernel reported does anyway. */
function judgeVms({ vms, explained }: SuiteFacts): SuiteJudgement[] {
  return [...vms].flatMap(([vm, { outcome, exitCode, reason, splats }]) => {
    const splat = splats.find(({ allowed, fatal }) => !allowed && !fatal);
    if (explained.has(vm)) return splat ? [{ ...judged('splat', splat.title), vm }] : [];
    return outcome === 'pass' ? [] : [{ outcome, exitCode, reason, vm }];
  });
}

function judgeTests(facts: SuiteFacts): SuiteJudgement[] {
  const { tests, notRun, strict, trouble } = facts;
  const failed = tests.filter(({ status }) => isFailure(status) || (strict && status === 'flaky'));
  const of = (test: TestResult | undefined) => ({ vm: test === undefined ? facts.vm : decisive(test.attempts).vm });
  if (failed.length > 0) {
    const reason = `${failed.length} of ${count(tests.length)} failed: ${named(failed)}${rest(notRun)}`;
    return [{ ...judged('fail', reason), ...of(failed[0]) }];
  }
  if (notRun.length > 0)
    return [{ ...judged('fail', `${count(notRun.length)} not run: ${named(notRun)}`), ...of(tests[0]) }];
  if (trouble !== undefined) return [{ ...judged('fail', trouble), vm: facts.vm }];
  if (tests.every(({ status }) => status === 'skip'))
    return [{ ...judged('untestable', skipped(tests)), ...of(tests[0]) }];
  const noisy = tests.filter(({ attempts }) => attempts.some(({ splats = [] }) => splats.length > 0));
  const [first] = noisy;
  if (first === undefined) return [];
  const title = first.attempts.flatMap(({ splats = [] }) => splats)[0];
  const more = noisy.length > 1 ? `, and in ${noisy.length - 1} more` : '';
  return [{ ...judged('splat', `${title} (in ${testLabel(first)})${more}`), ...of(first) }];
}

function nothingRan({ listed, notRun, vm }: SuiteFacts): SuiteJudgement {
  const leftOut = listed === 1 ? 'the only test is left out' : `all ${listed} tests are left out`;
  const reason =
    listed === 0 ? 'the suite lists no test' : listed && notRun.length === 0 ? leftOut : 'the suite ran no test';
  return { ...judged('usage', reason), vm };
}

function judged(outcome: keyof typeof OUTCOMES, reason: string): Judgement {
  return { outcome, exitCode: OUTCOMES[outcome].exitCode, reason };
}

function passing({ tests }: SuiteFacts): string {
  const { skip, flaky } = countsOf(tests);
  const odd = [...(skip > 0 ? [`${skip} skipped`] : []), ...(flaky > 0 ? [`${flaky} flaky`] : [])];
  return `${tests.length === 1 ? 'the test' : `all ${tests.length} tests`} passed${odd.length > 0 ? ` (${odd.join(', ')})` : ''}`;
}

function skipped(tests: readonly TestResult[]): string {
  const reason = tests[0] && decisive(tests[0].attempts).reason;
  const why = reason === undefined ? '' : `: ${reason}`;
  return tests.length === 1 ? `the test was skipped${why}` : `all ${tests.length} tests were skipped, the first${why}`;
}

function rest(notRun: readonly TestId[]): string {
  return notRun.length === 0 ? '' : `; ${notRun.length} more not run`;
}

/** How many are named. */
const NAMED = 2;

function named(tests: readonly TestId[]): string {
  const labels = tests.slice(0, NAMED).map(testLabel).join(', ');
  return tests.length > NAMED ? `${labels} and ${tests.length - NAMED} more` : labels;
}

function count(tests: number): string {
  return tests === 1 ? '1 test' : `${tests} tests`;
}
