// What a suite costs on the host: all that Rapido does with two thousand tests' output and files, without the VM they come from.
import { mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { seconds } from './bench-process.mjs';
import { PEAK } from './bench-tree.mjs';

const SUITE = fileURLToPath(new URL('bench-suite-run.mjs', import.meta.url));
const TESTS = 2000;

/** Two rows: seconds, Node's start among them, and the most memory in MiB. */
export function suiteCases(home) {
  const bundle = join(home.dir, 'suite');
  const peaks = join(home.dir, 'suite-peaks');
  const env = { ...home.environment, NODE_OPTIONS: `--import ${pathToFileURL(PEAK)}`, RAPIDO_BENCH_PEAKS: peaks };
  return [
    {
      row: 'suite',
      name: 'results of 2,000 tests',
      memory: { row: 'memory-suite', name: 'peak memory, results of 2,000 tests' },
      before() {
        for (const dir of [bundle, peaks]) {
          rmSync(dir, { recursive: true, force: true });
          mkdirSync(dir);
        }
      },
      run: () => seconds(process.execPath, [SUITE, bundle, String(TESTS)], { env, cwd: home.dir }),
      peak: () => Math.max(...readdirSync(peaks).map((name) => Number(readFileSync(join(peaks, name), 'utf8')))) / 1024,
    },
  ];
}
