import { execFile } from 'node:child_process';
import { cp, mkdtemp } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { releasesWithHeaders } from '../../scripts/lib/host.mjs';
import { SANDBOX } from './sandbox.js';

const SOURCES = fileURLToPath(new URL('../kmod/', import.meta.url));

const built = new Map<string, Promise<string>>();

/**
 * The newest installed kernel that modules can be built for, and what they are built against. Not always the one that is
 * tested without `--kernel`, which is the running one where that is installed.
 */
export function kernelWithHeaders(): { readonly release: string; readonly build: string } {
  const [release] = releasesWithHeaders();
  if (release !== undefined) return { release, build: `/lib/modules/${release}/build` };
  throw new Error('No installed kernel has its headers here; `npm run setup -- --for-tests` installs both.');
}

/**
 * Builds test/kmod against a kernel's headers or build tree, once for a test file. Resolves with the path of
 * `rapido_fault.ko`, which goes with the file; what it does is said in its source.
 */
export function buildKmod(build: string = kernelWithHeaders().build): Promise<string> {
  const module = built.get(build) ?? compile(build);
  built.set(build, module);
  return module;
}

async function compile(build: string): Promise<string> {
  const directory = await mkdtemp(join(SANDBOX, 'kmod-'));
  await cp(SOURCES, directory, { recursive: true });
  await promisify(execFile)('make', ['-C', build, `M=${directory}`, 'modules'], { env: { PATH: process.env['PATH'] } });
  return join(directory, 'rapido_fault.ko');
}
