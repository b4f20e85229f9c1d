import type { ResultsComparison } from '@rapido/core';
import { describe, expect, it } from 'vitest';
import { formatComparison } from '../../src/render/comparison.js';
import { styleFor } from '../../src/text/style.js';

const NOTHING: ResultsComparison = {
  ...{ newFailures: [], fixed: [], stillFailing: [], flaky: [] },
  ...{ slower: [], notRun: [], onlyBefore: [], onlyAfter: [] },
};
const format = (comparison: Partial<ResultsComparison>, columns = 200, colour = false) =>
  formatComparison({ ...NOTHING, ...comparison }, { style: styleFor({ colour }), columns });

describe('formatComparison', () => {
  it('says in one line that nothing is different', () => {
    expect(format({})).toEqual(['no new failures']);
  });

  it('has a section for each kind, and counts them', () => {
    const lines = format({
      newFailures: [
        { label: 'generic/001', before: 'pass', after: 'fail', reason: 'output mismatch' },
        { label: 'g', after: 'hang' },
      ],
      slower: [{ label: 'generic/002', before: 3, after: 75, ratio: 25 }],
      onlyBefore: [{ label: 'generic/003', before: 'pass' }],
      onlyAfter: [{ label: 'g', after: 'hang' }],
    });
    expect(lines).toEqual([
      'New failures:',
      '  generic/001  pass -> fail     output mismatch',
      '  g            not run -> hang',
      'Slower:',
      '  generic/002  3.0 s -> 1 min 15 s  25.0 times as long',
      'Not run any more:',
      '  generic/003  pass -> not run',
      '2 new failures, 1 slower, 1 not run any more, 1 not run before',
    ]);
  });

  it('fits on a terminal, and paints what is bad', () => {
    const [, line] = format(
      { newFailures: [{ label: 'g', before: 'pass', after: 'fail', reason: 'x'.repeat(99) }] },
      70,
      true,
    );
    expect(line).toMatch(/^\x1b\[31m {2}g {2}pass -> fail {2}x+…\x1b\[39m$/);
    expect(line).toHaveLength(70 + 10);
  });
});
