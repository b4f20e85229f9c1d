// Boots a sound kernel many times while both the machine's CPUs are busy, and counts what did not pass: an alarm here is a false
// one.
//   node scripts/clean-boots.mjs [--boots N] [--kernel DIR|RELEASE]
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs, promisify } from 'node:util';
import { Worker } from 'node:worker_threads';
import { TOP } from './lib/workspace.mjs';

const options = { boots: { type: 'string', default: '50' }, kernel: { type: 'string' } };
const { values } = parseArgs({ options });
const home = mkdtempSync(join(tmpdir(), 'rapido-boots-'));
process.on('exit', () => rmSync(home, { recursive: true, force: true }));
process.on('SIGINT', () => process.exit(130));
const env = { PATH: process.env.PATH, HOME: home, XDG_RUNTIME_DIR: home };
const kernel = values.kernel === undefined ? [] : ['--kernel', values.kernel];
const image = join(home, 'image');

await rapido('cut', 'simple-example', '--out', image);
const load = cpus().map(() => new Worker('for (;;);', { eval: true }));
const left = Array.from({ length: Number(values.boots) }, (_, index) => index);
const ends = {};
await Promise.all(cpus().map(bootAll));
for (const worker of load) await worker.terminate();
console.log(`${values.boots} boots with ${load.length} CPUs busy:`, ends);
process.exitCode = ends.pass === Number(values.boots) ? 0 : 1;

async function bootAll() {
  while (left.pop() !== undefined) {
    const { outcome, reason } = JSON.parse(await rapido('boot', image, '-x', 'sleep 1', '--json'));
    ends[outcome] = (ends[outcome] ?? 0) + 1;
    if (outcome !== 'pass') console.log(`${outcome}: ${reason}`);
  }
}

/** Its standard output, however it ended. */
async function rapido(...words) {
  const args = [join(TOP, 'packages/cli/bin/run.js'), ...words, ...kernel];
  const run = promisify(execFile)(process.execPath, args, { env, maxBuffer: 2 ** 26 });
  return (await run.catch((error) => error)).stdout;
}
