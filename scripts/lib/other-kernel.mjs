// A second distribution kernel for the tests, unpacked into the cache and not installed: Debian's 6.12 for clouds.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { run, ScriptError } from './command.mjs';

const PACKAGE = 'linux-image-6.12-cloud-amd64';
const CACHE = process.env.XDG_CACHE_HOME?.startsWith('/') ? process.env.XDG_CACHE_HOME : join(homedir(), '.cache');

/** What a root directory would hold of it: `boot/vmlinuz-RELEASE` and `lib/modules/RELEASE`. */
export const OTHER_KERNEL = join(CACHE, 'rapido-test-kernels', PACKAGE);

/** Fetches it, once. Resolves with whether there was anything to do. */
export async function fetchOtherKernel() {
  if (existsSync(OTHER_KERNEL)) return false;
  if (!existsSync('/usr/bin/dpkg-deb')) return false; // the test says that it is not there
  const aside = `${OTHER_KERNEL}.${process.pid}.tmp`;
  mkdirSync(join(aside, 'packages'), { recursive: true });
  try {
    console.log(`Fetching ${PACKAGE}, for tests with a second kernel`);
    await download(join(aside, 'packages'));
    const [file] = readdirSync(join(aside, 'packages'));
    await must(['dpkg-deb', '-x', join(aside, 'packages', file), aside]);
    const [release] = readdirSync(join(aside, 'lib/modules'));
    await must(['depmod', '-b', aside, release]);
    rmSync(join(aside, 'packages'), { recursive: true });
    if (!existsSync(OTHER_KERNEL)) renameSync(aside, OTHER_KERNEL);
  } finally {
    rmSync(aside, { recursive: true, force: true });
  }
  return true;
}

/** The lists of packages may be of yesterday, and name versions that are gone. */
async function download(directory) {
  const fetch = () =>
    run('apt-get', ['download', '-q', '-o', 'APT::Sandbox::User=root', imageOf(PACKAGE)], { cwd: directory });
  if ((await fetch()) === 0) return;
  await run('apt-get', ['update', '-q', '-o', 'DPkg::Lock::Timeout=300']);
  if ((await fetch()) !== 0) throw new ScriptError(`Cannot fetch ${PACKAGE}.`, 'See the output above.');
}

/** What the meta package stands for today. */
function imageOf(meta) {
  const text = execFileSync('apt-cache', ['depends', meta], { encoding: 'utf8' });
  return /Depends: (linux-image-\S+)/.exec(text)?.[1] ?? meta;
}

async function must([program, ...args]) {
  const status = await run(program, args);
  if (status !== 0) throw new ScriptError(`${program} ${args.join(' ')} ended with status ${status}.`);
}
