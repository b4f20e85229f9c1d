// bench-suite-run.mjs BUNDLE TESTS: what Rapido does on the host for a suite of so many tests, with their output, files and kernel
// log at hand at once, as no VM could send them. Prints how many milliseconds each test took, and what came of them.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { formatRecord } from '../../packages/core/dist/kernel-log/index.js';
import { countsOf, writeResults } from '../../packages/core/dist/suite/results/index.js';
import { ResultsWriter } from '../../packages/core/dist/suite/results-writer.js';
import { SuiteRun } from '../../packages/core/dist/suite/suite-run.js';

const [bundle, tests] = [process.argv[2], Number(process.argv[3])];
const names = Array.from({ length: tests }, (_, index) => `generic/${String(index).padStart(4, '0')}`);
const fails = (index) => index % 20 === 0;
const file = Buffer.alloc(16 * 1024, 'what the test has left\n');

const writer = new ResultsWriter(() => writeResults(bundle, results()));
const run = new SuiteRun({
  ...{ name: 'bench', format: 'xfstests', canList: true, bundle },
  plan: { args: names, exclude: [], maxCrashes: 0, retryFailed: 0, jobs: 1, strict: false },
  secondsOf: () => 1,
  boot,
  host: { emit() {}, signal: new AbortController().signal, lendTerminal: () => Promise.reject() },
  onResult: () => writer.touch(),
  onVmEnd: () => writer.flush(),
});
const began = performance.now();
await run.run();
await writer.flush();
const each = (performance.now() - began) / tests;
console.log(`${each.toFixed(3)} ms per test: ${JSON.stringify(countsOf(run.log.results))}`);

/** Says all at once that a guest would say of the tests that it is given. */
function boot(_vm, session) {
  return new Promise((resolve) => {
    session.attach({
      async answer(answer) {
        if (answer.kind === 'tests') {
          runTests(session, answer.names);
          session.asked(0);
        } else {
          writeFileSync(join(bundle, 'kernel.log'), kernelLog());
          resolve({ outcome: 'pass', exitCode: 0, reason: '', splats: [], steps: [], seconds: 0, files: [] });
        }
      },
      end() {},
    });
    session.asked();
  });
}

function runTests(session, chosen) {
  for (const [index, name] of chosen.entries()) {
    session.output(Buffer.from(`${name}       `));
    session.file({ path: `${name}.full`, data: file, size: file.length });
    session.output(Buffer.from(fails(index) ? failure(name) : ' 3s\n'));
  }
}

function failure(name) {
  const lines = Array.from({ length: 200 }, (_, line) => `    +line ${line} that was not expected\n`).join('');
  return `- output mismatch (see /results/${name}.out.bad)\n${lines}`;
}

function kernelLog() {
  const ofTest = (name) => [
    { facility: 1, text: `run fstests ${name} at 2026-01-01 00:00:00` },
    ...Array.from({ length: 20 }, () => ({ facility: 0, text: `what the kernel says in ${name}` })),
  ];
  const records = names.flatMap(ofTest);
  return records.map((record, index) => formatRecord({ ...record, level: 4, time: 100_000 * index })).join('');
}

function results() {
  const found = run.log.results;
  const time = new Date().toISOString();
  return {
    ...{ schema: 1, cut: 'bench', format: 'xfstests', args: names, started: time, ended: time },
    kernel: { release: 'none', buildId: 'none' },
    ...{ tests: found, notRun: run.notRun, counts: countsOf(found) },
  };
}
