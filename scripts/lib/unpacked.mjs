// Packages of Debian's for the tests, unpacked into the cache and not installed.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { run, ScriptError } from './command.mjs';

const CACHE = process.env.XDG_CACHE_HOME?.startsWith('/') ? process.env.XDG_CACHE_HOME : join(homedir(), '.cache');

/** Where the package `name` is: what a root directory would hold of it. */
export function unpackedDirectory(name) {
  return join(CACHE, 'rapido-test-kernels', name);
}

/**
 * Fetches and unpacks a package, once: `fetch` puts its file into the directory that it is given, `finish` completes what was
 * unpacked. Resolves with whether there was anything to do; elsewhere than on Debian there never is.
 */
export async function unpack(name, fetch, finish = async () => {}) {
  const directory = unpackedDirectory(name);
  if (existsSync(directory)) return false;
  if (!existsSync('/usr/bin/dpkg-deb')) return false; // the test says that it is not there
  const aside = `${directory}.${process.pid}.tmp`;
  const files = join(aside, '.fetched');
  mkdirSync(files, { recursive: true });
  try {
    console.log(`Fetching ${name}, for the tests`);
    await fetch(files);
    const file = readdirSync(files).find((entry) => entry.endsWith('.deb'));
    await must(['dpkg-deb', '-x', join(files, file), aside]);
    rmSync(files, { recursive: true });
    await finish(aside);
    if (!existsSync(directory)) renameSync(aside, directory);
  } finally {
    rmSync(aside, { recursive: true, force: true });
  }
  return true;
}

/** Downloads the package `name` to `directory`. The lists of packages may be of yesterday, and name versions that are gone. */
export async function download(name, directory) {
  if ((await get(name, directory)) === 0) return;
  await updateLists();
  if ((await get(name, directory)) !== 0) throw failed(name);
}

/** As `download`, with options that give apt lists of its own, which are empty. */
export async function downloadBeside(name, directory, options) {
  await updateLists(options);
  if ((await get(name, directory, options)) !== 0) throw failed(name);
}

const AS_ROOT = ['-q', '-o', 'APT::Sandbox::User=root'];

function get(name, directory, options = []) {
  return run('apt-get', ['download', ...AS_ROOT, ...options, name], { cwd: directory });
}

function updateLists(options = []) {
  return run('apt-get', ['update', ...AS_ROOT, ...options, '-o', 'DPkg::Lock::Timeout=300']);
}

function failed(name) {
  return new ScriptError(`Cannot fetch ${name}.`, 'See the output above.');
}

/** What a program prints; fails when it does. */
export function outputOf(program, ...args) {
  return execFileSync(program, args, { encoding: 'utf8' });
}

export async function must([program, ...args]) {
  const status = await run(program, args);
  if (status !== 0) throw new ScriptError(`${program} ${args.join(' ')} ended with status ${status}.`);
}
