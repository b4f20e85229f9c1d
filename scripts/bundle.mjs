// After `tsc -b`: puts the CLI, the engine and the libraries that they use into packages/cli/bundle, which is what `rapido`
// runs: to find and open hundreds of small files takes longer than the work of many a command. Every command, every hook and
// every heavy library stays a file of its own, loaded when it is needed.
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { rolldown } from 'rolldown';
import { TOP } from './lib/workspace.mjs';

const CLI = join(TOP, 'packages/cli');
const CORE = join(TOP, 'packages/core');
const BUNDLE = join(CLI, 'bundle');

/** The engine finds what lies beside it in its package: there it is, wherever the engine's code is. */
const engineAtHome = {
  name: 'engine-at-home',
  transform: {
    filter: { code: 'import.meta.url' },
    handler(code, id) {
      if (!id.startsWith(join(CORE, 'src/'))) return null;
      const place = `./dist/${relative(join(CORE, 'src'), id).replace(/\.ts$/, '.js')}`;
      const url = `new URL('${place}', import.meta.resolve('@rapido/core/package.json')).href`;
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
  input: Object.fromEntries(entryFiles().map((file) => [file.replace(/\.ts$/, ''), join(CLI, 'src', file)])),
  platform: 'node',
  external: ['typescript', 'ts-node'], // oclif can run plugins from their sources; this CLI does not
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

const files = new Map(output.map((file) => [file.fileName, file.type === 'chunk' ? file.code : file.source]));
for (const [name, text] of files) writeFile(join(BUNDLE, name), text);
for (const name of filesBelow(BUNDLE)) if (!files.has(name)) rmSync(join(BUNDLE, name));

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
