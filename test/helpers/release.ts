// This project's packages in a registry, as a release puts them there, and what they need of others.
import { existsSync, mkdirSync, readFileSync, realpathSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { packAll, publicPackages } from '../../scripts/lib/packages.mjs';
import { publishAll } from '../../scripts/lib/publish.mjs';
import { type PackageJson, pack, repack } from './archive.js';
import { environment } from './rapido.js';
import type { Registry } from './registry.js';
import { SANDBOX } from './sandbox.js';
import { SELF } from './user.js';

/** Archives of this project's packages, by name. */
export type Release = ReadonlyMap<string, string>;

let packed: ReturnType<typeof packAll> | undefined;

/** Publishes all packages with npm, by what `npm run release` does. */
export async function release(registry: Registry): Promise<Release> {
  await publishDependencies(registry);
  await publishAll(await packOnce(), { registry: registry.url, env: npmEnvironment(registry) });
  return archives();
}

/** The same in less time: one request for each package. */
export async function publishRelease(registry: Registry): Promise<Release> {
  await publishDependencies(registry);
  const all = await archives();
  for (const archive of all.values()) await registry.publish(archive);
  return all;
}

/** Publishes the packages of a release as those of another version. */
export async function publishAs(registry: Registry, all: Release, version: string, tag?: string): Promise<void> {
  for (const archive of all.values()) await registry.publish(await repack(archive, version), tag);
}

async function archives(): Promise<Release> {
  return new Map((await packOnce()).map(({ name, file }) => [name, file]));
}

/** Archives of all packages as they are released. */
function packOnce() {
  packed ??= packAll({ to: join(SANDBOX, 'release'), env: npmEnvironment() });
  return packed;
}

/** What our packages need of others, from the checkout's node_modules. */
async function publishDependencies(registry: Registry): Promise<void> {
  for (const { directory, packageJson } of publicPackages()) await publishNeeds(registry, packageJson, directory);
}

const published = new WeakMap<Registry, Set<string>>();

/** Publishes packages of others, as the checkout has them, and what they need; each once. `from` is who needs them. */
export async function publishOthers(registry: Registry, names: readonly string[], from: string): Promise<void> {
  const done = published.get(registry) ?? new Set();
  published.set(registry, done);
  for (const name of names) {
    const root = name.startsWith('@rapido/') ? undefined : findPackage(name, from);
    if (root === undefined || done.has(root)) continue;
    done.add(root);
    await registry.publish(await pack(root));
    await publishNeeds(registry, JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')), root);
  }
}

function publishNeeds(registry: Registry, { dependencies, optionalDependencies }: PackageJson, from: string) {
  return publishOthers(registry, Object.keys({ ...dependencies, ...optionalDependencies }), from);
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
