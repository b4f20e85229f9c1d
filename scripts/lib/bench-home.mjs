// Where a benchmark works: a directory of its own that goes with it, and Rapido started from there.
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { capture, seconds } from './bench-process.mjs';
import { TOP } from './workspace.mjs';

export const CLI = join(TOP, 'packages/cli/bin/run.js');

/**
 * Makes the directory. `environment` is all that programs get; a Rapido in it has the cache `cache`, and tests the installed
 * kernel `kernel`, or without one the kernel that it finds itself.
 */
export function makeHome(kernel) {
  const dir = mkdtempSync(join(tmpdir(), 'rapido-bench-'));
  process.on('exit', () => rmSync(dir, { recursive: true, force: true }));
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => process.exit(130));
  const runtime = join(dir, 'run');
  mkdirSync(runtime, { mode: 0o700 });
  const environment = {
    PATH: process.env.PATH,
    HOME: dir,
    XDG_RUNTIME_DIR: runtime,
    RAPIDO_CACHE_DIR: join(dir, 'cache'),
    LC_ALL: 'C',
    ...(kernel === undefined ? {} : { RAPIDO_KERNEL_RELEASE: kernel }),
  };
  return { dir, environment };
}

/** Seconds that `rapido ARGS` takes; rejects unless its status is 0. `env` is added to the home's environment. */
export function rapido(home, args, env = {}) {
  return seconds(process.execPath, [CLI, ...args], options(home, env));
}

/** What `rapido ARGS` prints on standard output. */
export function askRapido(home, args, env = {}) {
  return capture(process.execPath, [CLI, ...args], options(home, env));
}

/** Seconds from the start of `rapido ARGS` until it prints `text`. */
export function rapidoUntil(home, text, args) {
  return seconds(process.execPath, [CLI, ...args], { ...options(home, {}), until: text });
}

/** A cache of its own for one case, as environment to add. */
export function ownCache(home, name) {
  return { RAPIDO_CACHE_DIR: join(home.dir, name) };
}

function options(home, env) {
  return { env: { ...home.environment, ...env }, cwd: home.dir };
}
