// This project's packages in a registry, as a release puts them there, and what they need of others.
import { existsSync, mkdirSync, readFileSync, realpathSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { packAll, publicPackages } from '../../scripts/lib/packages.mjs';
import { publishAll } from '../../scripts/lib/publish.mjs';
import { type PackageJson, pack } from './archive.js';
import { environment } from './rapido.js';
import type { Registry } from './registry.js';
import { SANDBOX } from './sandbox.js';
import { SELF } from './user.js';

/** Archives of this project's packages, by name. */
export type Release = ReadonlyMap<string, string>;

const packed = new Map<string | undefined, Promise<Awaited<ReturnType<typeof packAll>>>>();

/** Packs all packages as they are released, in the version that they have or another. */
export async function packRelease(version?: string): Promise<Release> {
  return new Map((await packOnce(version)).map(({ name, file }) => [name, file]));
}

/** Publishes all packages with npm, by what `npm run release` does; in the version that they have, or another. */
export async function release(registry: Registry, version?: string): Promise<Release> {
  await publishDependencies(registry);
  await publishAll(await packOnce(version), { registry: registry.url, env: npmEnvironment(registry) });
  return packRelease(version);
}

/** The same in less time: one request for each package. */
export async function publishRelease(registry: Registry, version?: string): Promise<Release> {
  await publishDependencies(registry);
  const archives = await packRelease(version);
  const tag = version?.includes('-') ? 'next' : 'latest';
  for (const archive of archives.values()) await registry.publish(archive, tag);
  return archives;
}

function packOnce(version?: string) {
  const to = join(SANDBOX, `release-${version ?? 'own'}`);
  const archives = packed.get(version) ?? packAll({ to, ...(version && { version }), env: npmEnvironment() });
  packed.set(version, archives);
  return archives;
}

const withDependencies = new WeakSet<Registry>();

/** What our packages need of others, from the checkout's node_modules. */
async function publishDependencies(registry: Registry): Promise<void> {
  if (withDependencies.has(registry)) return;
  withDependencies.add(registry);
  const done = new Set<string>();
  for (const { directory, packageJson } of publicPackages()) await publishNeeds(directory, packageJson);

  async function publishNeeds(directory: string, { dependencies, optionalDependencies }: PackageJson): Promise<void> {
    for (const name of Object.keys({ ...dependencies, ...optionalDependencies })) {
      const root = name.startsWith('@rapido/') ? undefined : findPackage(name, directory);
      if (root === undefined || done.has(root)) continue;
      done.add(root);
      await registry.publish(await pack(root));
      await publishNeeds(root, JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')));
    }
  }
}

/** Undefined for what is optional and not for this machine. */
function findPackage(name: string, from: string): string | undefined {
  for (let directory = from; directory !== '/'; directory = dirname(directory)) {
    const path = join(directory, 'node_modules', name);
    if (existsSync(path)) return realpathSync(path);
  }
  return undefined;
}

/** An environment in which npm writes below the test file's directory only, and asks this registry only. */
function npmEnvironment(registry?: Registry): Record<string, string> {
  const home = join(SANDBOX, 'publisher');
  mkdirSync(home, { recursive: true });
  writeFileSync(join(home, '.npmrc'), registry?.npmrc ?? '');
  return environment(SELF, { HOME: home });
}
