// The packages that are published, as tarballs: made from copies, so that nothing in the checkout changes.
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { parse } from 'yaml';
import { ScriptError } from './command.mjs';
import { addDocuments, settleLinks } from './documents.mjs';
import { npm } from './npm.mjs';
import { TOP } from './workspace.mjs';

const DEPENDENCIES = ['dependencies', 'optionalDependencies', 'peerDependencies'];

/** What of package.json only the workspace has a use for. */
const OF_THE_WORKSPACE = ['devDependencies', 'scripts', 'private'];

/** Directories that no package publishes. */
const UNPUBLISHED = ['node_modules', 'src', 'test'];

/** What only a checkout has a use for: maps lead to sources that are not published. */
const OF_THE_BUILD = /\.(map|tsbuildinfo)$/;
const MAP_ADDRESS = /\n\/\/# sourceMappingURL=.*\s*$/;

/**
 * The packages that are published, each after those that it depends on.
 * @param {string} [top] the checkout
 * @returns {{ name: string, version: string, directory: string, packageJson: any }[]}
 */
export function publicPackages(top = TOP) {
  const all = readdirSync(join(top, 'packages')).flatMap((entry) => {
    const directory = join(top, 'packages', entry);
    if (!existsSync(join(directory, 'package.json'))) return [];
    const packageJson = readJson(join(directory, 'package.json'));
    const { name, version } = packageJson;
    return packageJson.private ? [] : [{ name, version, directory, packageJson }];
  });
  return inOrder(all);
}

/**
 * Packs all public packages of a built checkout, as a release does: first-party dependencies at exactly this release's
 * version, catalogue entries as what they stand for.
 * @param {object} options
 * @param {string} options.to the directory that gets the tarballs; made if missing
 * @param {string} [options.version] that all packages get, instead of their own
 * @param {string} [options.top] the checkout
 * @param {NodeJS.ProcessEnv} [options.env] npm's
 * @returns {Promise<{ name: string, version: string, file: string, size: number, unpackedSize: number, integrity: string, files: string[] }[]>}
 *   in the order in which they can be published; sizes in bytes, `file` absolute, `files` relative to the package
 */
export async function packAll({ to, version, top = TOP, env = process.env }) {
  mkdirSync(to, { recursive: true });
  const stage = mkdtempSync(join(tmpdir(), 'rapido-pack-'));
  try {
    const packages = publicPackages(top);
    const release = {
      top,
      version,
      catalog: catalogOf(top),
      versions: new Map(packages.map((p) => [p.name, p.version])),
    };
    const directories = packages.map((one) => stagePackage(one, stage, release));
    const packed = JSON.parse(
      await npm(['pack', '--json', '--ignore-scripts', '--loglevel=error', '--pack-destination', to, ...directories], {
        env,
        cwd: stage,
      }),
    );
    return packages.map(({ name }) => {
      const { filename, files, ...rest } = packed.find((entry) => entry.name === name);
      const { size, unpackedSize, integrity } = rest;
      const paths = files.map(({ path }) => path);
      return { name, version: rest.version, file: join(to, filename), size, unpackedSize, integrity, files: paths };
    });
  } finally {
    rmSync(stage, { recursive: true, force: true });
  }
}

function stagePackage({ name, directory, packageJson }, stage, release) {
  const copy = join(stage, basename(directory));
  cpSync(directory, copy, {
    recursive: true,
    dereference: true, // npm leaves links out
    filter: (path) =>
      !UNPUBLISHED.some((unpublished) => path === join(directory, unpublished)) && !OF_THE_BUILD.test(path),
  });
  forgetMaps(copy);
  const withDocuments = packageJson.files.includes('docs');
  if (withDocuments) addDocuments(release.top, copy);
  settleLinks({ top: release.top, directory, copy, withDocuments });
  writeJson(join(copy, 'package.json'), publishedPackageJson(packageJson, release));
  const manifest = join(copy, 'oclif.manifest.json');
  if (packageJson.oclif && !existsSync(manifest)) throw new ScriptError(`${name} is not built.`, 'npm run build');
  // oclif compares the two.
  if (existsSync(manifest))
    writeJson(manifest, { ...readJson(manifest), version: release.version ?? packageJson.version });
  return copy;
}

function forgetMaps(directory) {
  const files = readdirSync(directory, { recursive: true, withFileTypes: true });
  for (const { parentPath, name } of files.filter((file) => file.isFile() && /\.[cm]?[jt]s$/.test(file.name))) {
    const text = readFileSync(join(parentPath, name), 'utf8');
    if (MAP_ADDRESS.test(text)) writeFileSync(join(parentPath, name), text.replace(MAP_ADDRESS, '\n'));
  }
}

/** What a package.json of the workspace says to others. */
function publishedPackageJson(packageJson, { version, catalog, versions }) {
  const published = { ...packageJson, version: version ?? packageJson.version };
  for (const key of OF_THE_WORKSPACE) delete published[key];
  for (const key of DEPENDENCIES.filter((key) => key in published)) {
    const entries = Object.entries(published[key]).map(([name, range]) => [name, publishedRange(name, range)]);
    published[key] = Object.fromEntries(entries);
  }
  return published;

  function publishedRange(name, range) {
    if (range === 'catalog:' && catalog[name]) return catalog[name];
    if (range.startsWith('workspace:') && versions.has(name)) return version ?? versions.get(name);
    if (/^(catalog|workspace|link|file):/.test(range)) {
      throw new ScriptError(`${packageJson.name} depends on ${name} ${range}, which nobody else can resolve.`);
    }
    return range;
  }
}

function catalogOf(top) {
  return parse(readFileSync(join(top, 'pnpm-workspace.yaml'), 'utf8')).catalog;
}

function inOrder(packages) {
  const sorted = [];
  const add = (one) => {
    if (sorted.includes(one)) return;
    const names = DEPENDENCIES.flatMap((key) => Object.keys(one.packageJson[key] ?? {}));
    for (const needed of packages.filter(({ name }) => names.includes(name))) add(needed);
    sorted.push(one);
  };
  packages.forEach(add);
  return sorted;
}

function readJson(file) {
  return JSON.parse(readFileSync(file, 'utf8'));
}

function writeJson(file, value) {
  writeFileSync(file, `${JSON.stringify(value, null, 2)}\n`);
}
