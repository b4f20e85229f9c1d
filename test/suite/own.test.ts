import { expect, test } from 'vitest';
import { makeBuildTree } from '../../packages/core/test/kernel/build-tree.js';
import { kernelWithHeaders, rapido, temporaryDirectory } from '../helpers/index.js';
import { project } from '../helpers/project.js';
import { statuses, suiteRun, testOf } from './suite.js';

/** A project with a cut of a suite, whose `run` is this script, and no list unless told. */
function ownSuite(format: string, run: string, list?: string): string {
  const suite = { format, results: '/results', run: 'run.sh', ...(list === undefined ? {} : { list: 'list.sh' }) };
  const manifest = "manifest(m) { m.tryKmod('zram'); m.bin('modprobe'); }";
  return project({
    'own.js': `export const cut = { name: 'own', summary: 'Own tests', suite: ${JSON.stringify(suite)}, ${manifest} };`,
    'run.sh': run,
    ...(list === undefined ? {} : { 'list.sh': list }),
  });
}

test('two kernels, one after the other, and what is different', async () => {
  // Of the same release, but without one module.
  const { dir } = await makeBuildTree(temporaryDirectory(), { modules: ['dummy'] });
  const run = `for name in $RAPIDO_TESTS; do
  test_begin "$name"
  case $name in
    same) test_end pass ;;
    other) if modprobe zram; then test_end pass; else test_end fail 'no zram'; fi ;;
    never) test_end skip 'on no kernel' ;;
  esac
done`;
  const cwd = ownSuite('events', run, "printf '%s\\n' same other never");
  const kernels = ['--kernel', kernelWithHeaders().release, '--kernel', dir];
  const both = await rapido(['run', './own.js', ...kernels], { cwd });
  expect(both.stdout).toMatch(/^New failures:\n +other +pass -> fail +no zram *\n1 new failure\n/m);
  expect(both.status).toBe(1);
});

test('KTAP and TAP are read as they come; what was a failure is one', async () => {
  const lines = ['KTAP version 1', '1..2', '# it said', 'not ok 1 first # no good', 'ok 2 second # SKIP not here'];
  const ktap = ownSuite('ktap', lines.map((line) => `echo '${line}'`).join('\n'));
  const run = suiteRun(await rapido(['run', './own.js'], { cwd: ktap }));
  expect(statuses(run)).toEqual({ first: 'fail', second: 'skip' });
  expect(testOf(run, 'second').attempts[0]?.reason).toBe('not here');
  expect(run.status).toBe(1);
});

test.each(['xfstests', 'ktap'])('what makes no sense to a reader of %s is no success', async (format) => {
  const cwd = ownSuite(format, "head -c 100000 /dev/urandom; printf '\\e]rapido;0;suite;ask;0\\anonsense\\n'");
  const { status, stdout, stderr } = await rapido(['run', './own.js'], { cwd });
  expect([status, stdout], stderr).toEqual([129, '']);
  expect(stderr).toContain('Nothing was tested');
});
