import { describe, expect, it } from 'vitest';
import { junitXml } from '../../../src/suite/results/junit.js';
import type { SuiteResults } from '../../../src/suite/types.js';
import { attemptOf, resultsOf, testOf } from './results.js';
import { type Element, parseXml } from './xml.js';

const passed = attemptOf('pass', { seconds: 1.25 });
const failed = attemptOf('fail', {
  reason: 'output mismatch',
  output: '- a\n+ b',
  kernel: ['k1', 'k2'],
  files: ['tests/x.full'],
});

function suitesOf(results: SuiteResults): Element[] {
  return parseXml(junitXml(results)).children;
}

/** The only test case of results of one test. */
function caseOf(...attempts: Parameters<typeof testOf> extends [string, ...infer Rest] ? Rest : never): Element {
  const [suite] = suitesOf(resultsOf([testOf('generic/001', ...attempts)]));
  return suite?.children.find(({ name }) => name === 'testcase') as Element;
}

describe('junit.xml', () => {
  it('has a suite for each condition, with how many tests came to what', () => {
    const tests = [
      testOf('generic/001', passed),
      testOf('generic/001 (4k)', failed),
      testOf('generic/002 (4k)', attemptOf('skip')),
      testOf('generic/003 (4k)', attemptOf('crash')),
      testOf('generic/004 (4k)', failed, passed),
    ];
    const root = parseXml(junitXml(resultsOf(tests, { notRun: [{ name: 'generic/005', condition: '4k' }] })));
    expect(root.name).toBe('testsuites');
    expect(root.attributes).toMatchObject({ tests: '6', failures: '1', errors: '1', skipped: '2', time: '5.500' });
    const [plain, small] = root.children as [Element, Element];
    expect(plain.attributes).toMatchObject({ name: 'fstests-xfs', tests: '1', failures: '0' });
    expect(small.attributes).toMatchObject({ name: 'fstests-xfs.4k', tests: '5', timestamp: '2026-01-02T03:04:05' });
    const [properties, first] = small.children as [Element, Element];
    expect(properties.children[0]?.attributes).toEqual({ name: 'kernel', value: '6.1.0-test' });
    expect(first.attributes).toEqual({ classname: 'fstests-xfs.4k', name: 'generic/001', time: '1.000' });
    expect(small.children.at(-1)?.children[0]).toMatchObject({
      name: 'skipped',
      attributes: { message: expect.stringMatching(/^not run/) },
    });
  });

  it('has what is known of a failure', () => {
    const [failure] = caseOf(failed).children;
    expect(failure).toMatchObject({ name: 'failure', attributes: { message: 'output mismatch', type: 'fail' } });
    expect(failure?.text).toBe('- a\n+ b\n\nKernel log of fstests-xfs:\nk1\nk2\n\nFiles:\ntests/x.full');
    for (const status of ['crash', 'hang', 'timeout'] as const) {
      expect(caseOf(attemptOf(status)).children).toMatchObject([{ name: 'error', attributes: { type: status } }]);
    }
    expect(caseOf(attemptOf('skip', { reason: 'why' })).children).toMatchObject([
      { name: 'skipped', attributes: { message: 'why' } },
    ]);
    expect(caseOf(passed).children).toEqual([]);
  });

  it('has earlier attempts: of a flaky test, and of one that failed again', () => {
    const [flaky, ...others] = caseOf(failed, passed).children;
    expect(others).toEqual([]);
    expect(flaky).toMatchObject({
      name: 'flakyFailure',
      children: [{ name: 'stackTrace', text: expect.stringMatching(/^- a/) }],
    });
    expect(caseOf(attemptOf('hang'), passed).children).toMatchObject([{ name: 'flakyError' }]);
    expect(caseOf(attemptOf('crash'), failed).children).toMatchObject([{ name: 'failure' }, { name: 'rerunError' }]);
  });

  it('is XML whatever a guest has printed', () => {
    const every = Array.from({ length: 0x300 }, (_, i) => String.fromCharCode(i)).join('');
    const hostile = `${every}]]>\ud800<!-- & \ufffe\uffff</failure>\u{1f600}`;
    const test = testOf('generic/001', attemptOf('fail', { reason: hostile, output: hostile }));
    const [suite] = suitesOf(resultsOf([{ ...test, name: hostile, condition: hostile }]));
    const found = suite?.children[1] as Element;
    const shown = hostile
      .replace(/[\0-\x08\x0b\x0c\x0e-\x1f]/g, (control) => String.fromCharCode(0x2400 + control.charCodeAt(0)))
      .replace(/\ud800(?!\udc00)|[\ufffe\uffff]/g, '\ufffd');
    expect(found.attributes['name']).toBe(shown);
    expect(found.children[0]?.attributes['message']).toBe(shown);
    expect(found.children[0]?.text).toBe(shown);
  });
});
