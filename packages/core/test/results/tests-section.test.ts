import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { reportPage } from '../../src/results/report-page.js';
import { writeResults } from '../../src/suite/results/index.js';
import type { SuiteResults, TestResult } from '../../src/suite/types.js';
import { attemptOf, resultsOf, testOf } from '../suite/results/results.js';
import { temporaryDirectory } from '../temporary.js';
import { verdictOf, writeFiles } from './bundle.js';

async function page(tests: readonly TestResult[], more: Partial<SuiteResults> = {}): Promise<string> {
  const bundle = temporaryDirectory();
  await writeResults(bundle, resultsOf(tests, more));
  writeFiles(bundle, { 'tests/generic/001.full': 'a', 'tests/generic/002.full': 'bc' });
  return reportPage(bundle, verdictOf(bundle));
}

const failed = attemptOf('fail', {
  ...{ reason: 'output mismatch', seconds: 2.5, output: '-a\n+<b>', kernel: ['a line'], splats: ['WARNING in f'] },
  files: ['tests/generic/001.full'],
});

const bodiesOf = (text: string) =>
  text
    .split('<tbody id="test-')
    .slice(1)
    .map((body) => body.slice(0, body.indexOf('</tbody>')));

describe('the tests of a suite in a report', () => {
  it('are rows of a table, with what is to sort them by', async () => {
    const text = await page([testOf('generic/001 (4k)', failed), testOf('generic/002', attemptOf('pass'))]);
    const [first = '', second = ''] = bodiesOf(text);
    expect(first).toMatch(/^1" data-status="fail"><tr><th scope="row">generic\/001 \(4k\)</);
    expect(first).toContain('<td class="bad" data-sort="3">fail</td><td class="number" data-sort="2.5">2.50 s</td>');
    expect(first).toContain('<td class="reason">output mismatch</td>');
    expect(second).toContain('<td class="good" data-sort="6">pass</td>');
    expect(text).toContain('<a href="#tests">Tests (2)</a>');
  });

  it('have details where more is known', async () => {
    const [first = '', second = '', third = ''] = bodiesOf(
      await page([
        testOf('a/001', failed),
        testOf('a/002', attemptOf('pass')),
        testOf('a/003', failed, attemptOf('pass')),
      ]),
    );
    expect(first).toContain('<summary>fstests-xfs, WARNING in f</summary>');
    expect(first).toMatch(/<pre>-a\n\+&#60;b&#62;<\/pre>\n<pre aria-label="Kernel log">a line<\/pre>/);
    expect(first).toContain('<a href="./tests/generic/001.full">');
    expect(second).not.toContain('<details');
    expect(third).toMatch(/Attempt 1, fail in 2.50 s, .*output mismatch<.*Attempt 2, pass in 1.00 s, fstests-xfs.2</s);
    expect(third).toContain('<td class="flaky"');
    const [long = ''] = bodiesOf(await page([testOf('a/001', attemptOf('fail', { output: 'x'.repeat(100_000) }))]));
    expect(long.length).toBeLessThan(25_000);
    expect(long).toContain('results.json)</pre>');
  });

  it('can be filtered by each status that there is', async () => {
    const text = await page([
      testOf('a/001', failed),
      testOf('a/002', attemptOf('skip')),
      testOf('a/003', attemptOf('skip')),
    ]);
    expect([...text.matchAll(/id="only-(\w+)"( checked)?>(\w+ \d+)</g)].map((found) => found.slice(1))).toEqual([
      ['all', ' checked', 'all 3'],
      ['fail', undefined, 'fail 1'],
      ['skip', undefined, 'skip 2'],
    ]);
    expect(text).toContain('#tests:has(#only-fail:checked) tbody:not([data-status=fail])');
  });

  it('are sorted by the only script that may run', async () => {
    const text = await page([testOf('<script>alert(1)</script>/001', failed)]);
    const scripts = [...text.matchAll(/<script>(.*?)<\/script>/gs)].map(([, script = '']) => script);
    expect(scripts).toHaveLength(1);
    const hash = createHash('sha256')
      .update(scripts[0] ?? '')
      .digest('base64');
    expect(text.replaceAll('&#39;', "'")).toContain(`; script-src 'sha256-${hash}'; base-uri 'none'`);
    const bundle = temporaryDirectory();
    expect(await reportPage(bundle, verdictOf(bundle))).not.toMatch(/script|id="tests"/);
  });

  it('are told of too where they were not run, and their files are one row', async () => {
    const text = await page([testOf('a/001', failed)], { notRun: [{ name: 'a/002', condition: 'x' }] });
    expect(text).toMatch(/Not run, as the run ended before: 1<.*<li>a\/002 \(x\)\n/s);
    const [, files = ''] = text.split('<section id="files">');
    expect(files).toMatch(/<a href="\.\/tests\/">.*2 files that the tests left/s);
    expect(files).not.toContain('001.full');
  });
});
