// npm run setup: all that Rapido needs on this machine, from system packages to the built CLI.
// With --for-tests also what only `npm test` needs.
import { elapsed, runMain, ScriptError } from './lib/command.mjs';
import { PROGRAMS, prepareHost, TEST_PROGRAMS } from './lib/host.mjs';
import { fetchKsmbdTools } from './lib/ksmbd-tools.mjs';
import { fetchOtherKernel } from './lib/other-kernel.mjs';
import { build, installPackages } from './lib/workspace.mjs';

await runMain(async () => {
  const start = performance.now();
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major < 20 || (major === 20 && minor < 19)) {
    throw new ScriptError(`Node ${process.versions.node} is too old.`, 'Rapido needs Node 20.19 or newer.');
  }
  const forTests = process.argv.includes('--for-tests');
  const work = [await prepareHost(forTests ? TEST_PROGRAMS : PROGRAMS), await installPackages(), await build()];
  if (forTests) work.push(await fetchOtherKernel(), await fetchKsmbdTools());
  console.log(`Set-up: ${work.includes(true) ? 'done' : 'nothing to do'} (${elapsed(start)}).`);
});
