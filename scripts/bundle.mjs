// After `tsc -b`: puts the CLI, the engine and the libraries that they use into packages/cli/bundle, which is what `rapido`
// runs: to find and open hundreds of small files takes longer than the work of many a command. Every command, every hook and
// every heavy library stays a file of its own, loaded when it is needed.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { dirname, join, relative } from 'node:path';
import { rolldown } from 'rolldown';
import { librariesOf, noticesOf } from './lib/third-party.mjs';
import { TOP } from './lib/workspace.mjs';

const CLI = join(TOP, 'packages/cli');
const CORE = join(TOP, 'packages/core');
const BUNDLE = join(CLI, 'bundle');

/** What oclif would load to run plugins from their sources, which this CLI does not. */
const NEVER_LOADED = ['typescript', 'ts-node'];

/** The engine finds what lies beside it in its package: in the bundle that is the directory `core`. */
const engineAtHome = {
  name: 'engine-at-home',
  transform: {
    filter: { code: 'import.meta.url' },
    handler(code, id) {
      if (!id.startsWith(join(CORE, 'src/'))) return null;
      const place = `dist/${relative(join(CORE, 'src'), id).replace(/\.ts$/, '.js')}`;
      const url = `new URL('./bundle/core/${place}', import.meta.resolve('@rapido/cli/package.json')).href`;
      return { code: code.replaceAll('import.meta.url', url), map: null };
    },
  },
};

/**
 * oclif loads all of itself at once. Here, each of its files is loaded when something of it is first used; only command.js
 * comes at once, as it adds a listener for errors of standard output that guardStreams() is to replace.
 */
const oclifOnDemand = {
  name: 'oclif-on-demand',
  transform: {
    filter: { id: /\/@oclif\/core\/lib\/.*\.js$/ },
    handler(code) {
      const load = /^(?:const|var) (\w+_\d+) = ((?:__importDefault\()?require\("(?!\.\/command")[^"]+"\)\)?);$/gm;
      const inlined = [...code.matchAll(load)].reduce(
        (text, [line, name, call]) => text.replace(line, '').replaceAll(new RegExp(`\\b${name}\\.`, 'g'), `(${call}).`),
        code,
      );
      return { code: inlined, map: null };
    },
  },
};

/** What oclif does at every start and this CLI has no use for: text in one of its files, and what stands there instead. */
const OCLIF_AT_START = {
  // bin/run.js has looked at Node's version.
  'index.js': ["const semver = require('semver');", 'return;'],
  // The first comparison by a language's rules loads its tables. These are ids of commands, in ASCII.
  'config/plugin.js': ['a.id.localeCompare(b.id)', '(a.id < b.id ? -1 : 1)'],
  // Whether this Linux runs below Windows is asked of several files.
  'util/os.js': ["(await import('wsl-utils')).isWsl ?", 'false ?'],
};

const oclifAtStart = {
  name: 'oclif-at-start',
  transform: {
    filter: { id: /\/@oclif\/core\/lib\/(index|config\/plugin|util\/os)\.js$/ },
    handler(code, id) {
      const [found, instead] = OCLIF_AT_START[id.replace(/.*\/lib\//, '')];
      if (!code.includes(found)) this.error(`${id} has changed: it has no ${found}`);
      return { code: code.replace(found, instead), map: null };
    },
  },
};

const bundle = await rolldown({
  input: {
    ...Object.fromEntries(entryFiles().map((file) => [file.replace(/\.ts$/, ''), join(CLI, 'src', file)])),
    'core/dist/mesh/switch-main': join(CORE, 'src/mesh/switch-main.ts'),
  },
  platform: 'node',
  external: NEVER_LOADED,
  resolve: {
    alias: {
      '@rapido/kit': join(TOP, 'packages/kit/src/index.ts'),
      '@rapido/core/errors': join(CORE, 'src/errors.ts'),
      '@rapido/core': join(CORE, 'src/index.ts'),
    },
    extensionAlias: { '.js': ['.ts', '.js'] },
  },
  transform: { target: 'es2023' },
  plugins: [engineAtHome, oclifOnDemand, oclifAtStart],
});
const { output } = await bundle.generate({
  dir: BUNDLE,
  format: 'esm',
  chunkFileNames: '[name].js',
  sourcemap: true,
  sourcemapExcludeSources: true,
});
await bundle.close();
const chunks = output.filter(({ type }) => type === 'chunk');
checkImports();

const files = new Map(output.map((file) => [file.fileName, file.type === 'chunk' ? file.code : file.source]));
files.set('THIRD-PARTY-LICENSES.txt', noticesOf(librariesOf(chunks.flatMap(({ moduleIds }) => moduleIds))));
files.set('core/package.json', enginePackage());
for (const [name, text] of files) writeFile(join(BUNDLE, name), text);
for (const name of filesBelow(BUNDLE)) if (!files.has(name)) rmSync(join(BUNDLE, name));
// In a checkout what is edited there is what runs; a tarball has copies.
for (const name of ['guest', 'host']) link(join(CORE, name), join(BUNDLE, 'core', name));

/** Nothing is needed at a user's but what is in the bundle. */
function checkImports() {
  const imports = chunks.flatMap((chunk) => [...chunk.imports, ...chunk.dynamicImports]);
  const ours = new Set([...chunks.map(({ fileName }) => fileName), ...NEVER_LOADED]);
  const foreign = imports.filter((name) => !ours.has(name) && !isBuiltin(name));
  if (foreign.length > 0) throw new Error(`The bundle imports what is not in it: ${[...new Set(foreign)].join(', ')}`);
}

/** Tells one build of the engine from another, in a checkout too. */
function enginePackage() {
  const { name, version, type } = JSON.parse(readFileSync(join(CORE, 'package.json'), 'utf8'));
  const build = createHash('sha256').update(JSON.stringify(chunks.map(({ fileName, code }) => [fileName, code])));
  return `${JSON.stringify({ name, version, type, build: build.digest('hex') }, null, 2)}\n`;
}

function link(target, path) {
  if (existsSync(path)) return;
  rmSync(path, { force: true });
  symlinkSync(relative(dirname(path), target), path);
}

/** What is loaded by its path: main by bin/run.js, the others by oclif. */
function entryFiles() {
  return filesBelow(join(CLI, 'src')).filter((file) => /^(main|(commands|hooks|help)\/.*)\.ts$/.test(file));
}

/** main.js is written whether it changed or not: its time is that of the whole bundle. */
function writeFile(path, text) {
  if (!path.endsWith('/main.js') && existsSync(path) && readFileSync(path, 'utf8') === text) return;
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}

function filesBelow(directory) {
  const entries = readdirSync(directory, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(directory, join(entry.parentPath, entry.name)));
}
