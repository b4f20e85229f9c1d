// npm run release -- [--dry-run] [--registry URL] [--tag TAG] [--no-git-checks]: builds, checks, packs and publishes all
// packages; docs/releasing.md. What was interrupted is run again: versions that the registry has are left out.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { run, runMain, ScriptError } from './lib/command.mjs';
import { packAll, publicPackages } from './lib/packages.mjs';
import { isPrerelease, publishAll, tagOf } from './lib/publish.mjs';
import { TOP } from './lib/workspace.mjs';

await runMain(async () => {
  const options = readOptions();
  const version = commonVersion();
  const tag = options.tag ?? tagOf(version);
  if (isPrerelease(version) && tag === 'latest') {
    throw new ScriptError(`${version} is a prerelease, which is not for all: it cannot be "latest".`);
  }
  const obstacles = [...changelogObstacles(version), ...(options['git-checks'] ? gitObstacles() : [])];
  if (obstacles.length > 0 && !options['dry-run']) throw new ScriptError(obstacles[0].message, obstacles[0].hint);
  await build();
  const to = mkdtempSync(join(tmpdir(), 'rapido-release-'));
  try {
    const tarballs = await packAll({ to });
    for (const { name, size, unpackedSize, files } of tarballs) {
      console.log(`${name}@${version}  ${kilobytes(size)} packed, ${kilobytes(unpackedSize)} in ${files.length} files`);
    }
    if (!options['dry-run']) {
      await publishAll(tarballs, { registry: options.registry, tag, stdio: 'inherit', report: console.log });
    }
  } finally {
    rmSync(to, { recursive: true, force: true });
  }
  if (options['dry-run']) console.log(`Nothing is published; it would be as ${tag}.`);
  if (obstacles.length > 0) {
    throw new ScriptError(`A release would not get this far: ${obstacles.map(({ message }) => message).join('\n')}`);
  }
});

function readOptions() {
  try {
    const { values } = parseArgs({
      allowNegative: true,
      options: {
        'dry-run': { type: 'boolean', default: false },
        'git-checks': { type: 'boolean', default: true },
        registry: { type: 'string' },
        tag: { type: 'string' },
      },
    });
    return { ...values, 'git-checks': values['git-checks'] && !values['dry-run'] };
  } catch (error) {
    throw new ScriptError(
      error.message,
      'npm run release -- [--dry-run] [--registry URL] [--tag TAG] [--no-git-checks]',
    );
  }
}

/** All packages are released together. */
function commonVersion() {
  const packages = publicPackages();
  const versions = [...new Set(packages.map(({ version }) => version))];
  if (versions.length === 1) return versions[0];
  const list = packages.map(({ name, version }) => `${name} ${version}`).join(', ');
  throw new ScriptError(`The packages are not of one version: ${list}`, 'npm run version gives all of them the same.');
}

function changelogObstacles(version) {
  const pending = pendingChangesets();
  if (pending.length > 0) {
    const message = `No version has these changes yet: ${pending.map((name) => `.changeset/${name}.md`).join(', ')}`;
    return [{ message, hint: 'npm run version, and commit what it writes.' }];
  }
  const changelog = join(TOP, 'packages/cli/CHANGELOG.md');
  if (existsSync(changelog) && readFileSync(changelog, 'utf8').split('\n').includes(`## ${version}`)) return [];
  const message = `packages/cli/CHANGELOG.md does not say what is new in ${version}.`;
  return [{ message, hint: 'npm run changeset, then npm run version.' }];
}

/** While prereleases are made, changesets stay until the release; pre.json names those that are in one. */
function pendingChangesets() {
  const directory = join(TOP, '.changeset');
  const pre = join(directory, 'pre.json');
  const released = existsSync(pre) ? JSON.parse(readFileSync(pre, 'utf8')).changesets : [];
  const names = readdirSync(directory).filter((file) => file.endsWith('.md') && file !== 'README.md');
  return names.map((file) => file.slice(0, -'.md'.length)).filter((name) => !released.includes(name));
}

function gitObstacles() {
  const changed = execFileSync('git', ['status', '--porcelain'], { cwd: TOP, encoding: 'utf8' }).trim();
  if (changed === '') return [];
  return [{ message: `The checkout has changes that are not committed:\n${changed}`, hint: 'Commit them.' }];
}

async function build() {
  const status = await run('npm', ['run', '--silent', 'build'], { cwd: TOP });
  if (status !== 0) throw new ScriptError(`The build ended with status ${status}.`, 'See its output above.');
}

function kilobytes(bytes) {
  return `${Math.ceil(bytes / 1000)} kB`;
}
