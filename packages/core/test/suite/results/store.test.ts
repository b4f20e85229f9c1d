import { mkdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { lastDurations, readResults, writeResults } from '../../../src/suite/results/index.js';
import { writeFiles } from '../../results/bundle.js';
import { environmentIn, temporaryDirectory } from '../../temporary.js';
import { attemptOf, resultsOf, testOf } from './results.js';

let dir: string;
beforeEach(() => {
  dir = temporaryDirectory();
});

describe('the results of a suite', () => {
  it('are read as they were written, and for their owner alone', async () => {
    const results = resultsOf([
      testOf('generic/001 (a)', attemptOf('fail', { output: '\0\ud800' }), attemptOf('pass')),
    ]);
    await writeResults(dir, results);
    expect(await readResults(dir)).toEqual(results);
    for (const name of ['results.json', 'junit.xml']) expect(statSync(join(dir, name)).mode & 0o777).toBe(0o600);
    expect(readFileSync(join(dir, 'junit.xml'), 'utf8')).toMatch(/^<\?xml /);
  });

  it('are none where there are none, or none that can be read', async () => {
    expect(await readResults(dir)).toBeUndefined();
    for (const text of ['', '{', '[]', '{"schema":2,"tests":[]}', '{"schema":1}']) {
      writeFiles(dir, { 'results.json': text });
      expect(await readResults(dir), text).toBeUndefined();
    }
  });
});

describe('how long tests took', () => {
  it('is known from the newest bundles of the cut that had them', async () => {
    const environment = environmentIn(dir);
    const run = async (
      name: string,
      cut: string,
      seconds: Readonly<Record<string, number>>,
      status: 'pass' | 'hang' = 'pass',
    ) => {
      const path = join(dir, 'state/runs', name);
      mkdirSync(path, { recursive: true });
      const tests = Object.entries(seconds).map(([label, took]) => testOf(label, attemptOf(status, { seconds: took })));
      await writeResults(path, resultsOf(tests, { cut }));
    };
    await run('2026-01-01T00-00-00-fstests-xfs', 'fstests-xfs', { 'a/001': 1, 'a/002': 2 });
    await run('2026-01-02T00-00-00-fstests-xfs-2', 'fstests-xfs', { 'a/001': 3, 'a/001 (x)': 4 });
    await run('2026-01-03T00-00-00-fstests-xfs-2', 'fstests-xfs-2', { 'a/001': 5 });
    await run('2026-01-04T00-00-00-fstests-xfs', 'fstests-xfs', { 'a/001': 6 }, 'hang');
    await run('2026-01-05T00-00-00-samba-xfs+fstests-xfs', 'fstests-xfs', { 'a/003': 7 });
    await run('2026-01-06T00-00-00-myfstests-xfs', 'fstests-xfs', { 'a/003': 8 });
    mkdirSync(join(dir, 'state/runs/2026-01-07T00-00-00-fstests-xfs'));
    expect(Object.fromEntries(await lastDurations(environment, 'fstests-xfs'))).toEqual({
      ...{ 'a/001': 3, 'a/001 (x)': 4, 'a/002': 2, 'a/003': 7 },
    });
    expect(await lastDurations(environmentIn(join(dir, 'none')), 'x')).toEqual(new Map());
  });
});
