// What is published is what anybody builds, wherever; and how a release goes, from changesets to a registry.
import { execFileSync } from 'node:child_process';
import { appendFileSync, cpSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { publicPackages } from '../../scripts/lib/packages.mjs';
import { publishAll, tagOf } from '../../scripts/lib/publish.mjs';
import { type Result, SANDBOX, SELF, start } from '../helpers/index.js';
import { environment } from '../helpers/rapido.js';
import { type Registry, startRegistry } from '../helpers/registry.js';
import { packUnpacked } from './tarballs.js';

const TOP = fileURLToPath(new URL('../../', import.meta.url));
const COPY = join(SANDBOX, 'elsewhere ü');
const CHANGELOG = join(COPY, 'packages/cli/CHANGELOG.md');

test('packages are built the same elsewhere, and released once their changes have a version', {
  timeout: 900_000,
}, async () => {
  const registry = await startRegistry();
  copyCheckout();

  // The same to the byte: nothing in them tells where they were built.
  const dryRun = await release(registry, '--dry-run');
  expect(dryRun.stderr).toContain('A release would not get this far: No version has these changes yet: .changeset/');
  expect(dryRun.stdout).toContain('Nothing is published; it would be as latest.');
  expect(dryRun.status).toBe(1);
  const [here, there] = [await packUnpacked('here'), await packUnpacked('there', COPY)];
  for (const { name, files, read } of there) {
    const built = here.find((tarball) => tarball.name === name);
    expect(files).toEqual(built?.files);
    expect(files.filter((file) => read(file) !== built?.read(file))).toEqual([]);
    expect(files.filter((file) => read(file).includes(SANDBOX))).toEqual([]);
  }
  expect(there.map(({ integrity }) => integrity)).toEqual(here.map(({ integrity }) => integrity));

  // Changes have a version first, and are committed.
  const early = await release(registry);
  expect(early.stderr).toContain('Error: No version has these changes yet: .changeset/');
  expect(early.status).toBe(1);
  const versioned = await run(['npm', 'run', '--silent', 'version']);
  expect(versioned.status, versioned.stderr).toBe(0);
  const [version = ''] = versions();
  expect(versions()).toEqual(here.map(() => version));
  expect(version).not.toBe(here[0]?.version);
  expect(readFileSync(CHANGELOG, 'utf8')).toContain(`\n## ${version}\n`);
  const uncommitted = await release(registry);
  expect(uncommitted.stderr).toContain('Error: The checkout has changes that are not committed:\n');
  expect(uncommitted.status).toBe(1);

  // One that was interrupted is run again.
  commit();
  const before = await packUnpacked('interrupted', COPY);
  await publishAll(before.slice(0, 2), { registry: registry.url, env: environment(SELF, npmSettings(registry)) });
  const second = await release(registry);
  expect(second.status, second.stderr).toBe(0);
  expect(second.stdout).toContain(`@rapido/kit@${version} is there already\n`);
  expect(second.stdout).toContain(`@rapido/cli@${version} is published as latest\n`);
  for (const { name } of here) expect(await tagsOf(registry, name)).toEqual({ latest: version });

  // A prerelease is for those who ask for it.
  const beta = '99.0.0-beta.1';
  setVersions(beta);
  commit();
  const undescribed = await release(registry);
  expect(undescribed.stderr).toContain(`Error: packages/cli/CHANGELOG.md does not say what is new in ${beta}.`);
  appendFileSync(CHANGELOG, `\n## ${beta}\n`);
  commit();
  const forAll = await release(registry, '--tag', 'latest');
  expect(forAll.stderr).toContain(`Error: ${beta} is a prerelease`);
  expect(forAll.status).toBe(1);
  const [kit] = await packUnpacked('beta', COPY);
  await publishAll(kit ? [kit] : [], { registry: registry.url, env: environment(SELF, npmSettings(registry)) });
  expect(await tagsOf(registry, '@rapido/kit')).toEqual({ latest: version, next: beta });

  setVersions('99.0.0', 1);
  const mixed = await release(registry, '--no-git-checks');
  expect(mixed.stderr).toContain(
    'Error: The packages are not of one version: @rapido/kit 99.0.0, @rapido/ceph 99.0.0-',
  );
  expect(mixed.status).toBe(1);
});

test.each([
  ['1.2.3', 'latest'],
  ['1.2.3+build-1', 'latest'],
  ['1.2.3-beta.1', 'next'],
])('%s is published as %s', (version, tag) => {
  expect(tagOf(version)).toBe(tag);
});

/** The sources of the checkout as they are now, its node_modules and nothing that was built. */
function copyCheckout(): void {
  const list = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], { cwd: TOP });
  const files = list
    .toString()
    .split('\0')
    .filter((file) => file !== '' && existsSync(join(TOP, file)));
  for (const file of files) cpSync(join(TOP, file), join(COPY, file));
  const installed = ['.', ...publicPackages().map(({ directory }) => directory.slice(TOP.length)), 'test'];
  for (const directory of installed.map((one) => join(one, 'node_modules'))) {
    if (existsSync(join(TOP, directory))) copyInstalled(join(TOP, directory), join(COPY, directory));
  }
  git('init', '--quiet', '--initial-branch=main');
  commit();
}

function copyInstalled(from: string, to: string): void {
  try {
    execFileSync('cp', ['-a', '--link', from, to], { stdio: 'ignore' });
  } catch {
    rmSync(to, { recursive: true, force: true }); // on another file system
    execFileSync('cp', ['-a', from, to]);
  }
}

function commit(): void {
  git('add', '--all');
  git('-c', 'user.name=Somebody', '-c', 'user.email=somebody@example.org', 'commit', '--quiet', '--message=x');
}

function git(...args: string[]): void {
  execFileSync('git', args, { cwd: COPY, env: environment(SELF) });
}

function run(command: readonly string[], env = {}): Promise<Result> {
  return start(command, { cwd: COPY, env }).result;
}

function release(registry: Registry, ...args: string[]): Promise<Result> {
  return run(['npm', 'run', '--silent', 'release', '--', '--registry', registry.url, ...args], npmSettings(registry));
}

function npmSettings({ npmrc }: Registry): Record<string, string> {
  const file = join(SANDBOX, 'npmrc');
  writeFileSync(file, npmrc);
  return { NPM_CONFIG_USERCONFIG: file };
}

async function tagsOf({ url }: Registry, name: string): Promise<unknown> {
  const answer = await fetch(`${url}${name.replace('/', '%2f')}`);
  return ((await answer.json()) as Record<string, unknown>)['dist-tags'];
}

const versions = () => publicPackages(COPY).map(({ version }) => version);

function setVersions(version: string, count?: number): void {
  for (const { directory, packageJson } of publicPackages(COPY).slice(0, count)) {
    writeFileSync(join(directory, 'package.json'), `${JSON.stringify({ ...packageJson, version }, null, 2)}\n`);
  }
}
