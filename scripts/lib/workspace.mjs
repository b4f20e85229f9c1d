// The checkout: its npm packages and its build.
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { run, ScriptError } from './command.mjs';

const PNPM = 'pnpm@10.34.9';

/** The top directory of the checkout. */
export const TOP = fileURLToPath(new URL('../../', import.meta.url));

const MARKS = join(TOP, 'node_modules/.rapido-setup.json');

/** Installs the npm packages that the lockfile names, if not done already. Resolves with whether it did anything. */
export async function installPackages() {
  const files = ['pnpm-lock.yaml', 'pnpm-workspace.yaml', 'package.json', ...inPackages('package.json')];
  const mark = digest(files.map((file) => [file, readFileSync(join(TOP, file), 'utf8')]));
  if (isInstalled() && readMarks().packages === mark) return false;
  console.log(`Installing npm packages with ${PNPM}`);
  const options = ['--frozen-lockfile', '--config.confirm-modules-purge=false'];
  const status = await run('npx', ['--yes', PNPM, 'install', ...options], { cwd: TOP });
  if (status !== 0) {
    throw new ScriptError(
      `npx ${PNPM} install ended with status ${status}.`,
      'See its output above. Can the npm registry be reached? `npm ping` tells.',
    );
  }
  writeMarks({ packages: mark });
  return true;
}

/** Compiles the packages, bundles the CLI and writes the manifests, if anything has changed. Resolves with whether it has. */
export async function build() {
  const { scripts } = JSON.parse(readFileSync(join(TOP, 'package.json'), 'utf8'));
  const directories = readdirSync(join(TOP, 'packages')).map((name) => `packages/${name}`);
  const sources = [
    ...['pnpm-lock.yaml', 'tsconfig.json', 'tsconfig.base.json', 'scripts/lib/third-party.mjs'],
    'scripts/lib/roff.mjs',
    ...scripts.build.match(/scripts\/[\w-]+\.mjs/g),
    ...inPackages('package.json'),
    ...inPackages('tsconfig.json'),
    ...directories.flatMap((directory) => filesBelow(`${directory}/src`)),
  ];
  const mark = digest(sources.map((file) => [file, stamp(file)]));
  const outputs = [...directories.map((directory) => `${directory}/dist`), 'packages/cli/bundle', 'packages/cli/man'];
  const built = outputs.every((output) => existsSync(join(TOP, output)));
  if (built && readMarks().build === mark) return false;
  console.log('Building');
  const status = await run('npm', ['run', '--silent', 'build'], { cwd: TOP });
  if (status !== 0) throw new ScriptError(`The build ended with status ${status}.`, 'See its output above.');
  writeMarks({ build: mark });
  return true;
}

/** Whether nothing that pnpm made has been removed since, as by `git clean`. */
function isInstalled() {
  const own = inPackages('package.json').flatMap((file) => {
    const { dependencies, devDependencies } = JSON.parse(readFileSync(join(TOP, file), 'utf8'));
    return dependencies || devDependencies ? [join(dirname(file), 'node_modules')] : [];
  });
  return ['node_modules/.modules.yaml', 'node_modules/.bin/rapido', ...own].every((path) =>
    existsSync(join(TOP, path)),
  );
}

function inPackages(name) {
  const packages = readdirSync(join(TOP, 'packages')).map((directory) => `packages/${directory}/${name}`);
  return [...packages, `test/${name}`].filter((file) => existsSync(join(TOP, file)));
}

function filesBelow(directory) {
  return readdirSync(join(TOP, directory), { recursive: true }).map((name) => join(directory, name));
}

function stamp(file) {
  const { mtimeMs, size } = statSync(join(TOP, file));
  return `${mtimeMs} ${size}`;
}

function digest(value) {
  return createHash('sha256').update(JSON.stringify(value)).digest('hex');
}

function readMarks() {
  try {
    return JSON.parse(readFileSync(MARKS, 'utf8'));
  } catch {
    return {}; // absent or damaged: nothing counts as done
  }
}

function writeMarks(marks) {
  writeFileSync(MARKS, JSON.stringify({ ...readMarks(), ...marks }));
}
