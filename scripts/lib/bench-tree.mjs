// The time that it takes to cut a big tree, and the memory that the CLI needs for it.
import { randomBytes } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { ownCache, rapido } from './bench-home.mjs';

/** A module for `node --import`: it leaves the most memory that a process had in $RAPIDO_BENCH_PEAKS. */
export const PEAK = fileURLToPath(new URL('bench-peak.mjs', import.meta.url));
const FILES_PER_DIRECTORY = 64;

/** Each gives two rows: seconds, and the most memory in MiB. */
export function treeCases(home) {
  return [
    { mib: 256, size: '256 MiB' },
    { mib: 1024, size: '1 GiB' },
  ].map(({ mib, size }) => {
    const fest = join(home.dir, `tree-${mib}.fest`);
    const peaks = join(home.dir, 'peaks');
    const env = {
      ...ownCache(home, 'trees'),
      NODE_OPTIONS: `--import ${pathToFileURL(PEAK)}`,
      RAPIDO_BENCH_PEAKS: peaks,
    };
    return {
      row: `tree-${mib}`,
      name: `rapido cut, tree of ${size}`,
      memory: { row: `memory-${mib}`, name: `peak memory, tree of ${size}` },
      prepare: () => makeTree(home, mib, fest),
      before() {
        for (const dir of [env.RAPIDO_CACHE_DIR, peaks]) rmSync(dir, { recursive: true, force: true });
        mkdirSync(peaks);
      },
      run: () => rapido(home, ['cut', fest], env),
      peak: () => Math.max(...readdirSync(peaks).map((name) => Number(readFileSync(join(peaks, name), 'utf8')))) / 1024,
    };
  });
}

/** A tree of files of 1 MiB each that no compression makes smaller, and a manifest that has nothing else. */
function makeTree(home, mib, fest) {
  const top = join(home.dir, `tree-${mib}`);
  for (let index = 0; index < mib; index++) {
    const dir = join(top, String(Math.floor(index / FILES_PER_DIRECTORY)));
    mkdirSync(dir, { recursive: true });
    writeFileSync(join(dir, `file-${index}`), randomBytes(2 ** 20));
  }
  writeFileSync(fest, `tree /tree ${top}\n`);
}
