import assert from 'node:assert/strict';
import { test } from 'node:test';
import { manifestOf, openCut, runCut } from '@rapido/testing';

const cut = await openCut(import.meta.url, '__NAME__');

// Without a VM: what the cut asks for, in a fraction of a second.
test('asks for what its autorun needs, and this machine has it all', async () => {
  const { autorun, files, missing, problems } = await manifestOf(cut);
  assert.deepEqual([...problems, ...missing], []);
  assert.match(autorun.join(), /guest\/__NAME__\.sh$/);
  assert.ok(files.some(({ dest }) => dest.endsWith('/ps')));
});

// With one, on the kernel that rapido finds.
test('says hello in a VM', async ({ signal }) => {
  const settings = { __SETTING__: 'Good day' };
  const result = await runCut(cut, { settings, signal });
  assert.match(result.console, /Good day from Linux/);
  assert.equal(result.exitCode, 0, result.stderr);
});
