import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { checkPackage, createPackageFromTarballData } from '@arethetypeswrong/core';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';
import { beforeAll, describe, expect, test } from 'vitest';
import { publicPackages } from '../../scripts/lib/packages.mjs';
import { BUDGETS, INSTALLATION } from './budgets.js';
import { packUnpacked, type Tarball } from './tarballs.js';

const TOP = fileURLToPath(new URL('../../', import.meta.url));
const NAMES = publicPackages().map(({ name }) => name);

/** Node 20.19 and later can `require` what is ESM only; older resolutions have no `exports`. */
const NOT_SUPPORTED = ['node10', 'node16-cjs'];

const EXACT = /^\d+\.\d+\.\d+(-[\w.]+)?$/;

let tarballs: readonly Tarball[];
beforeAll(async () => {
  tarballs = await packUnpacked('checkout');
});

const tarballOf = (name: string) => tarballs.find((tarball) => tarball.name === name) as Tarball;

test('all are of one version', () => {
  expect(tarballs.map(({ name }) => name)).toEqual(NAMES);
  expect(new Set(tarballs.map(({ version }) => version)).size).toBe(1);
  expect(Object.keys(BUDGETS).sort()).toEqual([...NAMES].sort());
});

describe.each(NAMES)('%s', (name) => {
  test('is right for publint', async () => {
    const data = readFileSync(tarballOf(name).file);
    const { messages, pkg } = await publint({ pack: { tarball: Uint8Array.from(data).buffer }, strict: true });
    expect(messages.map((message) => formatMessage(message, pkg))).toEqual([]);
  });

  test('has types that are right, for modules', async () => {
    const analysis = await checkPackage(createPackageFromTarballData(readFileSync(tarballOf(name).file)));
    expect(analysis.types).toEqual({ kind: 'included' });
    const problems = 'problems' in analysis ? analysis.problems : [];
    const found = problems.filter((problem) => !NOT_SUPPORTED.includes((problem as ResolvedProblem).resolutionKind));
    expect(found).toEqual([]);
  });

  test('is no larger than its budget', () => {
    const { size, unpackedSize } = tarballOf(name);
    const budget = BUDGETS[name] ?? { packed: 0, unpacked: 0 };
    expect(size / 1000).toBeLessThanOrEqual(budget.packed);
    expect(unpackedSize / 1000).toBeLessThanOrEqual(budget.unpacked);
  });

  test('says what users need to know, and nothing of the workspace', () => {
    const { packageJson, version, read } = tarballOf(name);
    const { keywords, engines, dependencies = {}, oclif } = packageJson;
    expect(packageJson).toMatchObject({ license: 'MIT', type: 'module', publishConfig: { access: 'public' } });
    expect(packageJson.description).toMatch(/^[A-Z].{20,}\.$/i);
    expect(keywords).toContain('rapido');
    expect(engines).toEqual(JSON.parse(readFileSync(join(TOP, 'package.json'), 'utf8')).engines);
    expect(Object.keys(packageJson)).not.toEqual(expect.arrayContaining(['devDependencies']));
    expect(JSON.stringify(packageJson)).not.toMatch(/"(workspace|catalog|link|file):/);
    for (const [dependency, range] of Object.entries(dependencies)) {
      expect(range, dependency).toMatch(EXACT);
      if (dependency.startsWith('@rapido/')) expect(range, dependency).toBe(version);
    }
    expect(keywords.includes('rapido-cut')).toBe(name.startsWith('@rapido/cut-'));
    if (oclif) expect(JSON.parse(read('oclif.manifest.json')).version).toBe(version);
    if (oclif && !oclif.bin) expect(packageJson.rapido).toEqual({ api: 1, cli: '>=0.1' });
  });

  test('has its licence, a description, and no file that only the checkout has a use for', () => {
    const { files, read, packageJson } = tarballOf(name);
    expect(read('LICENSE')).toBe(readFileSync(join(TOP, 'LICENSE'), 'utf8'));
    expect(read('README.md')).toContain(`# ${name}\n`);
    expect(files.filter((file) => /\.(map|tsbuildinfo)$|^(src|test|node_modules)\//.test(file))).toEqual([]);
    for (const file of files.filter((path) => /^(dist|bundle)\/.*\.js$/.test(path))) {
      expect(read(file), file).not.toContain('sourceMappingURL');
    }
    const promised: string[] = packageJson.files.filter((path: string) => path !== 'CHANGELOG.md');
    const missing = promised.filter((path) => !files.some((file) => file === path || file.startsWith(`${path}/`)));
    expect(missing).toEqual([]);
  });

  test('has all files of the directories that it publishes', () => {
    const { directory } = publicPackages().find((one) => one.name === name) as { directory: string };
    const published = ['guest', 'host', 'templates', 'schemas', 'completion'].filter((part) =>
      tarballOf(name).packageJson.files.includes(part),
    );
    const there = published.flatMap((part) => filesBelow(directory, part));
    expect(tarballOf(name).files).toEqual(expect.arrayContaining(there));
  });

  test('has pages whose links lead to files of it', () => {
    const { root, files, read } = tarballOf(name);
    const pages = files.filter((file) => file.endsWith('.md') && !file.startsWith('templates/'));
    for (const page of pages) {
      const targets = [...read(page).matchAll(/\]\(([^)#:\s]+)(#[^)]*)?\)/g)].map(([, target = '']) => target);
      expect(targets.filter((target) => !existsSync(join(root, dirname(page), target)))).toEqual([]);
    }
  });

  test('has no path of this machine', () => {
    const { files, read } = tarballOf(name);
    // Guests have /root too.
    const paths = [TOP.replace(/\/$/, ''), ...(homedir() === '/root' ? [] : [homedir()])];
    for (const path of paths) expect(files.filter((file) => read(file).includes(path))).toEqual([]);
  });
});

describe('an installation of @rapido/cli', () => {
  test('brings first-party packages only, within a budget', () => {
    const names = closure('@rapido/cli');
    expect(names.sort()).toEqual(INSTALLATION.packages);
    const sum = (key: 'size' | 'unpackedSize') => names.reduce((total, name) => total + tarballOf(name)[key], 0) / 1000;
    expect(sum('size')).toBeLessThanOrEqual(INSTALLATION.packed);
    expect(sum('unpackedSize')).toBeLessThanOrEqual(INSTALLATION.unpacked);
  });

  test('has what runs in VMs', () => {
    const { files } = tarballOf('@rapido/cli');
    const core = tarballOf('@rapido/core').files.filter((file) => /^(guest|host)\//.test(file));
    expect(core.length).toBeGreaterThan(10);
    expect(files).toEqual(expect.arrayContaining(core.map((file) => `bundle/core/${file}`)));
    const { read } = tarballOf('@rapido/core');
    for (const file of core) expect(tarballOf('@rapido/cli').read(`bundle/core/${file}`)).toBe(read(file));
  });

  test('has the licences of all libraries whose code is in it', () => {
    const bundle = join(TOP, 'packages/cli/bundle');
    const maps = filesBelow(bundle, '.').filter((file) => file.endsWith('.js.map'));
    const sources: string[] = maps.flatMap((map) => JSON.parse(readFileSync(join(bundle, map), 'utf8')).sources);
    const libraries = new Set(sources.flatMap((source) => source.match(LIBRARY)?.slice(1, 3).join(' ') ?? []));
    expect(libraries.size).toBeGreaterThan(40);
    const texts = tarballOf('@rapido/cli')
      .read('bundle/THIRD-PARTY-LICENSES.txt')
      .split(/\n-{80}\n\n/)
      .slice(1);
    const titles = texts.map((text) => text.split('\n')[0]);
    expect(titles).toEqual(expect.arrayContaining([...libraries].map((library) => library.replace('+', '/'))));
    for (const text of texts) expect(text, text.slice(0, 80)).toMatch(/copyright/i);
  });
});

interface ResolvedProblem {
  readonly resolutionKind: string;
}

/** `@scope+name` and the version, in the path of a module of pnpm's store. */
const LIBRARY = /\/\.pnpm\/(@?[^@/]+)@([^/_]+)[^/]*\/node_modules\//;

/** A package and all that it depends on, by name. */
function closure(name: string, found: string[] = []): string[] {
  if (found.includes(name)) return found;
  found.push(name);
  const tarball = tarballs.find((one) => one.name === name);
  for (const dependency of Object.keys(tarball?.packageJson.dependencies ?? {})) closure(dependency, found);
  return found;
}

/** Paths of all files below a part of a directory, relative to the directory. */
function filesBelow(directory: string, part: string): string[] {
  const entries = readdirSync(join(directory, part), { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  return files.map(({ parentPath, name }) => join(parentPath, name).slice(directory.length + 1));
}
