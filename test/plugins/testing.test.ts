import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { SANDBOX, start, temporaryDirectory } from '../helpers/index.js';
import { addFiles } from '../helpers/project.js';

const PACKAGES = fileURLToPath(new URL('../../packages', import.meta.url));

/** The files that the documentation of the package shows: code blocks that begin with a path. */
function documented(): Record<string, string> {
  const text = readFileSync(join(PACKAGES, 'testing/README.md'), 'utf8');
  const blocks = text.matchAll(/^```(?:js|sh)\n(?:\/\/|#) (\S+)\n([\s\S]*?)^```$/gm);
  return Object.fromEntries(Array.from(blocks, ([, path = '', code = '']) => [path, code]));
}

/** The plugin of the documentation, with further files, beside the packages that it has installed. */
function plugin(files: Readonly<Record<string, string>> = {}): string {
  const root = temporaryDirectory();
  const commands = { strategy: 'explicit', target: './index.js', identifier: 'commands' };
  const pjson = { name: 'acme-zram', version: '1.0.0', type: 'module', rapido: { api: 1 }, oclif: { commands } };
  addFiles(root, { 'package.json': JSON.stringify(pjson), ...documented(), ...files });
  mkdirSync(join(root, 'node_modules/@rapido'), { recursive: true });
  for (const name of ['kit', 'testing']) {
    symlinkSync(join(PACKAGES, name), join(root, 'node_modules/@rapido', name));
  }
  return root;
}

const runTests = (root: string, files: readonly string[], env: Record<string, string> = {}) =>
  start([process.execPath, '--test', ...files], { cwd: root, env }).result;

const HEAD = `import { test } from 'node:test';
import assert from 'node:assert/strict';
import { bootCut, openCut, openCutFile, runCut } from '@rapido/testing';
const cut = await openCut(import.meta.url, 'acme-zram');
`;

test('the tests of the documentation pass', async () => {
  const root = plugin();
  const logs = join(SANDBOX, 'logs');
  // What a user has set for himself is nothing to tests.
  const env = { RAPIDO_ACME_SIZE: 'nonsense', RAPIDO_TESTING_DIR: logs };
  addFiles(root, { 'rapido.conf': 'ACME_SIZE=nonsense\n' });
  const { status, stdout } = await runTests(root, ['test/manifest.test.js', 'test/vm.test.js'], env);
  expect(status, stdout).toBe(0);
  expect(stdout).toMatch(/^# pass 6$/m);
  const bundles = readdirSync(logs, { recursive: true, encoding: 'utf8' });
  expect(bundles.filter((path) => path.endsWith('/result.json'))).toHaveLength(2);
});

test('what goes wrong is told, and nothing is left of it', async () => {
  const root = plugin({
    'own.js': `export const cut = {
  name: 'own', summary: 'Own tests', manifest() {}, suite: { format: 'events', results: '/results', run: 'run.sh' },
};`,
    'run.sh': `for name; do
  test_begin "$name"
  if [[ $name == one ]]; then test_end pass; else test_end fail "no $name"; fi
done`,
    'test/wrong.test.js': `${HEAD}
test('a step', async () => {
  const { exitCode, verdict, stdout } = await runCut(cut, { exec: ['echo first', 'exit 3', 'echo third'] });
  assert.deepEqual([exitCode, verdict.outcome, stdout], [3, 'fail', 'first\\n']);
});
let vm;
test('expect', async ({ signal }) => {
  vm = await bootCut(cut, { signal });
  await vm.expect(/zram0 is (\\w+)/);
  await vm.expect(/never said/, { seconds: 0.1 });
});
test('its VM', async () => assert.equal((await vm.stop()).verdict.outcome, 'interrupted'));
test('autorun', () => bootCut(cut, { settings: { ACME_SIZE: 0 } }));
test('a suite', async () => {
  const own = await openCutFile(new URL('../own.js', import.meta.url));
  const { exitCode, verdict, tests, results } = await runCut(own, { args: ['one', 'two'] });
  assert.deepEqual([exitCode, verdict.outcome, tests], [1, 'fail', { one: 'pass', two: 'fail' }]);
  assert.equal(results.tests[1].attempts[0].reason, 'no two');
});
test('refused', () => runCut(cut, { kernel: '/nowhere' }));
`,
  });
  const { status, stdout } = await runTests(root, ['test/wrong.test.js']);
  expect(status).toBe(1);
  expect(stdout).toMatch(/^ok 1 - a step$/m);
  expect(stdout).toMatch(/^not ok 2 - expect$[\s\S]*The console has not shown \/never said\/ within 0\.1 s/m);
  expect(stdout).toMatch(/^ok 3 - its VM$[\s\S]*^not ok 4 - autorun$[\s\S]*acme-zram did not get up: .*autorun/m);
  expect(stdout).toMatch(
    /^ok 5 - a suite$[\s\S]*^not ok 6 - refused$[\s\S]*there is no directory \/nowhere[\s\S]*ERR_RAPIDO_KERNEL_NOT_FOUND/m,
  );
});

test('a VM ends with the process that has booted it, be that killed', async () => {
  const root = plugin({
    'boot.js': `${HEAD}const vm = await bootCut(cut);\nconsole.log('up', vm.console.length > 0);\nsetInterval(() => {}, 1000);\n`,
  });
  const { stdout, kill, result } = start([process.execPath, 'boot.js'], { cwd: root });
  await stdout.waitFor('up true');
  kill('SIGKILL');
  await result;
  expect(existsSync(root)).toBe(true); // that nothing else is there, the helpers see to
});
