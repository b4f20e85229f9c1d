// Plugins as `rapido plugins install` leaves them: copies of the one to copy, each with cuts of its own names.
import { cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { TOP } from './workspace.mjs';

const MODEL = join(TOP, 'packages/cut-simple');
const KIT = join(TOP, 'packages/kit');
/** What is in the packages that npm fetches. */
const PACKED = ['dist', 'guest', 'oclif.manifest.json', 'package.json', 'README.md'];

/** Installs `count` plugins with two cuts each below the home directory; returns the environment in which they are there. */
export function installPlugins(home, count) {
  const data = join(home.dir, `data-${count}`);
  const plugins = Array.from({ length: count }, (_, index) => installOne(join(data, 'rapido'), index + 1));
  writeJson(join(data, 'rapido/plugins.json'), { schema: 1, plugins });
  return { XDG_DATA_HOME: data };
}

function installOne(dataDir, number) {
  const name = `@acme/cut-bench${number}`;
  const { version } = JSON.parse(readFileSync(join(MODEL, 'package.json'), 'utf8'));
  const copy = join('plugins', `${name.replace('/', '+')}@${version}`);
  const project = join(dataDir, copy);
  const root = join(project, 'node_modules', name);
  copyPackage(MODEL, root);
  copyPackage(KIT, join(project, 'node_modules/@rapido/kit'));
  for (const file of ['oclif.manifest.json', 'dist/cuts/simple-example.js', 'dist/cuts/simple-network.js']) {
    const text = readFileSync(join(root, file), 'utf8');
    writeFileSync(join(root, file), text.replaceAll(/\bsimple-(?=(example|network)(?!\.))/g, `bench${number}-`));
  }
  writeJson(join(root, 'package.json'), { ...JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')), name });
  writeJson(join(project, 'package.json'), { private: true, dependencies: { [name]: version } });
  return { name, root: join(copy, 'node_modules', name), from: 'registry', spec: name };
}

function copyPackage(from, to) {
  mkdirSync(to, { recursive: true });
  for (const name of PACKED.filter((name) => existsSync(join(from, name)))) {
    cpSync(join(from, name), join(to, name), { recursive: true });
  }
}

function writeJson(file, value) {
  mkdirSync(join(file, '..'), { recursive: true });
  writeFileSync(file, JSON.stringify(value, null, 2));
}
