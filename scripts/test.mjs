// npm test: set-up, lint, types, unit tests and end-to-end tests. Goes on after a part that failed, where that makes
// sense, and ends with the line `Tests: N passed, N failed, N skipped`, in which lint and types count as one each.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { elapsed, run, ScriptError } from './lib/command.mjs';
import { prepareHost, TEST_PROGRAMS } from './lib/host.mjs';
import { fetchKsmbdTools } from './lib/ksmbd-tools.mjs';
import { fetchOtherKernel } from './lib/other-kernel.mjs';
import { countTests } from './lib/vitest-report.mjs';
import { build, installPackages, TOP } from './lib/workspace.mjs';

const PASSED = { passed: 1, failed: 0, skipped: 0 };
const FAILED = { passed: 0, failed: 1, skipped: 0 };

const total = { passed: 0, failed: 0, skipped: 0 };
const summary = [];
let interrupted = false;
process.on('SIGINT', () => {
  interrupted = true;
});

if (await part('Set-up', setUp)) {
  await part('Lint', lint);
  const built = await part('Types', types);
  await part('Unit tests', () => vitest('unit'));
  await part('End-to-end tests', async () => {
    if (!built) throw new ScriptError('Not run, for there is no build to test.');
    return vitest('e2e');
  });
}

console.log(`\n${summary.join('\n')}\n`);
console.log(`Tests: ${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`);
process.exitCode = interrupted ? 130 : total.failed > 0 ? 1 : 0;

/** Runs a part of the tests under a heading, adds up what it counts, and tells whether it is all well. */
async function part(title, work) {
  if (interrupted) return false;
  console.log(`\n== ${title}`);
  const start = performance.now();
  const counts = await work().catch((error) => {
    if (!(error instanceof ScriptError)) console.error(error);
    else console.error(`Error: ${error.message}${error.hint ? `\n${error.hint}` : ''}`);
    return FAILED;
  });
  for (const key of Object.keys(total)) total[key] += counts[key];
  const well = counts.failed === 0;
  summary.push(`${title.padEnd(18)}${(well ? 'passed' : 'FAILED').padEnd(8)}${elapsed(start).padStart(8)}`);
  return well;
}

async function setUp() {
  await prepareHost(TEST_PROGRAMS);
  await installPackages();
  await fetchOtherKernel();
  await fetchKsmbdTools();
  return { passed: 0, failed: 0, skipped: 0 };
}

async function lint() {
  const statuses = [await node('node_modules/@biomejs/biome/bin/biome', 'check'), await node('scripts/shellcheck.mjs')];
  return statuses.every((status) => status === 0) ? PASSED : FAILED;
}

async function types() {
  await build();
  return (await node('node_modules/typescript/bin/tsc', '-p', 'tsconfig.tests.json')) === 0 ? PASSED : FAILED;
}

async function vitest(project) {
  const directory = mkdtempSync(join(tmpdir(), 'rapido-test-'));
  const report = join(directory, 'report.json');
  try {
    const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
    const status = await node('node_modules/vitest/vitest.mjs', 'run', '--project', project, ...reporters);
    return countTests(status, readReport(report));
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

function readReport(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return undefined; // vitest crashed before it wrote it
  }
}

function node(...args) {
  // Some tools take CI=true for a terminal with colours.
  const plain = process.stdout.isTTY || process.env.FORCE_COLOR !== undefined ? {} : { NO_COLOR: '1' };
  return run(process.execPath, args, { cwd: TOP, env: plain });
}
