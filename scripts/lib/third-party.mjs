// Libraries that are in the bundle, and the texts of their licences, which go wherever their code goes.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Licences that ask for no more than their text. */
const PERMISSIVE = ['0BSD', 'Apache-2.0', 'BSD-2-Clause', 'BSD-3-Clause', 'BlueOak-1.0.0', 'ISC', 'MIT'];

/**
 * The packages that modules are of, by name and version. Throws for one that may not be shipped, or has no text of its
 * licence.
 * @param {readonly string[]} modules absolute paths
 * @returns {{ name: string, version: string, license: string, text: string }[]}
 */
export function librariesOf(modules) {
  const roots = modules.filter((path) => path.includes('/node_modules/')).map(packageRoot);
  return [...new Set(roots)].map(libraryAt).sort((a, b) => (nameOf(a) < nameOf(b) ? -1 : 1));
}

/** One text of all of them. */
export function noticesOf(libraries) {
  const head = `@rapido/cli contains code of these libraries:\n\n${libraries.map((one) => `  ${nameOf(one)}  ${one.license}\n`).join('')}`;
  return [head, ...libraries.map((one) => `${nameOf(one)}\n\n${one.text}\n`)].join(`\n${'-'.repeat(80)}\n\n`);
}

const nameOf = ({ name, version }) => `${name} ${version}`;

/** The directory of the package that a module is of; directories below have package.json files too, without a name. */
function packageRoot(path) {
  for (let directory = dirname(path); directory !== '/'; directory = dirname(directory)) {
    const file = join(directory, 'package.json');
    if (existsSync(file) && JSON.parse(readFileSync(file, 'utf8')).version !== undefined) return directory;
  }
  throw new Error(`${path} is in no package.`);
}

function libraryAt(root) {
  const { name, version, license } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  if (!PERMISSIVE.includes(license)) {
    throw new Error(`${name} ${version} in the bundle is under the licence ${license}, of which nothing is known.`);
  }
  const texts = readdirSync(root).filter((file) => /^(licen[cs]e|notice|copying)/i.test(file));
  if (texts.length === 0) throw new Error(`${name} ${version} in the bundle has no text of its licence.`);
  const text = texts.map((file) => readFileSync(join(root, file), 'utf8').trim()).join('\n\n');
  return { name, version, license, text };
}
