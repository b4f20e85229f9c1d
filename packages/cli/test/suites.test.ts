import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { rapido, temporaryDirectory } from './helpers/cli.js';
import { cutModule, installPlugins } from './helpers/plugins.js';

const BEFORE = '2026-01-01T00-00-00-my-suite';
const AFTER = '2026-01-02T00-00-00-my-suite';

type Statuses = Readonly<Record<string, string>>;

function testOf([name, status]: [string, string]): object {
  const reason = status === 'pass' ? {} : { reason: `why ${name}` };
  const attempt = { status, vm: 'my-suite', seconds: 3.2, began: '2026-01-01T00:00:01.000Z', files: [], ...reason };
  return { name, status, attempts: [attempt] };
}

/** A home with runs whose tests came to this. */
function homeWith(runs: Readonly<Record<string, Statuses>>, notRun: readonly object[] = []): string {
  const home = temporaryDirectory();
  for (const [name, statuses] of Object.entries(runs)) {
    const bundle = join(home, '.local/state/rapido/runs', name);
    mkdirSync(bundle, { recursive: true });
    const counts = { pass: 0, fail: 0, skip: 0, crash: 0, hang: 0, timeout: 0, flaky: 0 } as Record<string, number>;
    for (const status of Object.values(statuses)) counts[status] = (counts[status] ?? 0) + 1;
    const results = {
      ...{ schema: 1, cut: 'my-suite', format: 'events', kernel: { release: '6.1.0', buildId: 'x' } },
      ...{ started: '2026-01-01T00:00:00.000Z', ended: '2026-01-01T00:10:00.000Z', args: ['-q'] },
      ...{ tests: Object.entries(statuses).map(testOf), notRun, counts },
    };
    writeFileSync(join(bundle, 'results.json'), JSON.stringify(results));
  }
  return home;
}

const RUNS = {
  [BEFORE]: { 'a/1': 'pass', 'a/2': 'fail', 'a/3': 'pass' },
  [AFTER]: { 'a/1': 'crash', 'a/2': 'pass', 'a/3': 'skip' },
};

describe('rapido results of a suite', () => {
  it('shows how many tests came to what, and those that failed', async () => {
    const { status, stdout } = await rapido(['results'], { home: homeWith(RUNS) });
    expect(stdout).toContain('\ncrash  3.2 s  a/1  why a/1\n3 tests: 1 crashed, 1 passed, 1 skipped\n');
    expect(status).toBe(0);
  });

  it('lists its tests, or those of a status', async () => {
    const home = homeWith(RUNS);
    const { stdout } = await rapido(['results', BEFORE, '--tests'], { home });
    expect(stdout).toBe('pass  3.2 s  a/1\nfail  3.2 s  a/2  why a/2\npass  3.2 s  a/3\n');
    const json = await rapido(['results', '--status', 'crash, skip', '--json'], { home });
    expect(JSON.parse(json.stdout)).toMatchObject([{ name: 'a/1' }, { name: 'a/3' }]);
    const none = await rapido(['results', '--status', 'hang'], { home });
    expect(none).toEqual({ status: 0, stdout: '', stderr: 'None of its 3 tests came to that.\n' });
  });

  it.each([
    [['results', '--status', 'broken'], 'No test comes to "broken"'],
    [['results', '--tests', '--path'], '--path prints a directory'],
    [['results', '--list', '--tests'], '--list shows all runs'],
    [['results', '2025', '--tests'], 'There is no run called 2025'],
  ])('refuses %j', async (args, message) => {
    const { status, stdout, stderr } = await rapido(args, { home: homeWith(RUNS) });
    expect(stderr).toContain(message);
    expect({ status, stdout }).toEqual({ status: 129, stdout: '' });
  });

  it('says so where no suite ran', async () => {
    const home = temporaryDirectory();
    mkdirSync(join(home, '.local/state/rapido/runs', BEFORE), { recursive: true });
    const { status, stderr } = await rapido(['results', '--tests'], { home });
    expect(stderr).toContain(`There are no results of tests in the last run, ${BEFORE}. No suite ran in it`);
    expect(status).toBe(129);
  });
});

describe('rapido compare', () => {
  it('ends with 1 where there are new failures', async () => {
    const { status, stdout, stderr } = await rapido(['compare', BEFORE, AFTER], { home: homeWith(RUNS) });
    expect(stdout.split('\n')).toEqual([
      'New failures:',
      '  a/1  pass -> crash  why a/1',
      'Fixed:',
      '  a/2  fail -> pass',
      '1 new failure, 1 fixed',
      '',
    ]);
    expect(stderr).toContain(`before: ${BEFORE}, kernel 6.1.0\n`);
    expect(status).toBe(1);
  });

  it('ends with 0 where there are none, and compares with the last run', async () => {
    const runs = { [BEFORE]: { 'a/1': 'fail' }, [AFTER]: { 'a/1': 'fail', 'a/2': 'pass' } };
    const { status, stdout } = await rapido(['compare', '2026-01-01', '--json'], { home: homeWith(runs) });
    expect(JSON.parse(stdout)).toMatchObject({ newFailures: [], stillFailing: [{ label: 'a/1' }] });
    expect(status).toBe(0);
  });

  it('refuses to compare a run with itself', async () => {
    const { status, stderr } = await rapido(['compare', AFTER], { home: homeWith(RUNS) });
    expect(stderr).toContain(`Both are the same run, ${AFTER}.`);
    expect(status).toBe(129);
  });
});

describe('rapido rerun', () => {
  const plugin = {
    name: '@acme/suites',
    code: cutModule('my-suite', {
      manifest: "m.data('/x', context.settings.GREETING ?? 'none')",
      more: "suite: { format: 'events', results: '/r', run: 'run.sh' },",
    }),
    files: { 'run.sh': '' },
  };

  it('cuts what the run had cut', async () => {
    const home = homeWith(RUNS);
    installPlugins(home, plugin);
    const { status, stdout, stderr } = await rapido(['rerun', '--failed', '--dry-run', '--json'], { home });
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(JSON.parse(stdout)).toMatchObject({ cut: 'my-suite' });
  });

  it('says so where nothing failed, and where the cut is gone', async () => {
    const home = homeWith({ [BEFORE]: { 'a/1': 'pass' } });
    const nothing = await rapido(['rerun', '--failed'], { home });
    expect(nothing.stderr).toContain(`No test failed in ${BEFORE}.`);
    expect(nothing.status).toBe(129);
    const gone = await rapido(['rerun'], { home });
    expect(gone.stderr).toContain(`No plugin has the cut my-suite of ${BEFORE}.`);
    expect(gone.status).toBe(129);
  });
});

describe('rapido run of a suite', () => {
  it.each([
    [['-g', 'quick'], 'There is no flag -g.', '-- -g'],
    [['generic/001'], 'Unexpected argument: generic/001', '-- generic/001'],
    [['--jobs', '2'], '--jobs is for test suites', 'Leave it out'],
    [['-k', 'a', '-k', 'b'], "Two kernels are for a suite's tests", 'Give --kernel once'],
  ])('refuses %j for a cut without one', async (words, message, hint) => {
    const { status, stderr } = await rapido(['run', 'simple-example', ...words], { home: temporaryDirectory() });
    expect(stderr).toContain(message);
    expect(stderr).toContain(hint);
    expect(status).toBe(129);
  });
});
