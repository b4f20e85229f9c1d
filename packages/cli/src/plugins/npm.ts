import { existsSync } from 'node:fs';
import { readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type Environment, findProgram, type Reaper, runTool } from '@rapido/core';
import { isSystemError, RapidoError } from '@rapido/core/errors';
import { packCommit } from './git.js';
import { npmError, staleAnswer } from './npm-errors.js';

/** What runs npm needs. */
export interface NpmContext {
  readonly environment: Environment;
  readonly signal: AbortSignal;
  readonly reaper: Reaper;
}

/** A package as npm's lock file describes it. */
export interface LockedPackage {
  readonly name: string;
  readonly version: string;
  /** Address of the archive, or of git with the commit. */
  readonly resolved?: string;
  readonly integrity?: string;
  /** What its authors say to whoever still uses it. */
  readonly deprecated?: string;
}

export interface NpmRun {
  /** The npm project. */
  readonly directory: string;
  /** For errors: what is to be installed. */
  readonly wanted: string;
  /** Only what npm has fetched before. */
  readonly offline?: boolean;
  readonly onLine: (line: string) => void;
}

/** The archive that is installed, beside the project that it is installed in: no character of its own path can be in npm's way. */
export const ARCHIVE = 'package.tgz';

/** The package.json of a project that needs nothing yet. */
export const EMPTY_PROJECT = '{ "private": true }\n';

/**
 * Whatever the user's npmrc, or an npm around us (`npm run`, `npx`), says to the contrary: one project in one directory, nothing
 * of it runs, and an unreachable registry is given up soon.
 */
const ALWAYS = [
  ...['--json', '--loglevel=http', '--no-progress', '--no-update-notifier', '--no-audit', '--no-fund'],
  ...[
    '--ignore-scripts',
    '--omit=dev',
    '--global=false',
    '--location=project',
    '--workspaces=false',
    '--dry-run=false',
  ],
  // Of git and of addresses only what was asked for; since npm 12 not even that, unless it is told.
  ...['--allow-git=root', '--allow-remote=root'],
  ...['--package-lock=true', '--save=true', '--save-prod', '--install-strategy=hoisted', '--install-links=false'],
  ...['--fetch-retries=2', '--fetch-retry-mintimeout=500', '--fetch-retry-factor=2', '--fetch-timeout=60000'],
];

/** Begins the lines of npm's log that tell how far it is; the other lines are its result, or what an error is made of. */
const HTTP = 'npm http ';

/** What of npm's variables is about the network and the user's files; all else belongs to an npm around us. */
const KEPT =
  /^npm_config_(@.*|\/\/.*|registry|userconfig|globalconfig|cache|(https?_|no_?)?proxy|cafile|ca|cert|key|strict_ssl|offline|prefer_offline|before|min_release_age|git|logs_dir|logs_max)$/i;

/** Has npm choose the version of `spec`, and those of all that it needs, and note them in the project; only their descriptions are fetched. */
export async function lockPackage(spec: string, run: NpmRun, context: NpmContext): Promise<LockedPackage> {
  // What a registry said earlier may be old.
  const stderr = await npm(['install', '--package-lock-only', '--prefer-online', '--', spec], run, context);
  const stale = run.offline ? undefined : staleAnswer({ stderr, wanted: run.wanted });
  if (stale) throw stale;
  const { dependencies } = JSON.parse(await readFile(join(run.directory, 'package.json'), 'utf8'));
  const [name] = Object.keys(dependencies ?? {});
  const locked = name === undefined ? undefined : await lockedPackage(run.directory, name);
  if (locked) return locked;
  throw new RapidoError('HOST', `npm has not said which package ${run.wanted} is.`, {
    hint: 'Update npm: npm install --global npm',
  });
}

/** Fetches what `lockPackage` has noted. Throws a RapidoError where something that the package needs does not come from a registry. */
export async function fetchLocked(locked: LockedPackage, run: NpmRun, context: NpmContext): Promise<void> {
  const { directory } = run;
  const isOfGit = locked.resolved?.startsWith('git+') === true;
  if (isOfGit) await replaceByArchive(locked, run, context);
  await refuseOthers(directory, locked.name);
  await npm(['install', '--package-lock-only=false', '--prefer-offline'], run, context);
  if (isOfGit) await noteOrigin(directory, locked);
}

/** Has the project of a package of git need an archive of the same commit. */
async function replaceByArchive({ resolved = '' }: LockedPackage, run: NpmRun, context: NpmContext): Promise<void> {
  const { environment, signal, reaper } = context;
  const { variables } = environment;
  const archive = join(run.directory, ARCHIVE);
  await packCommit(resolved, archive, { variables, env: npmEnvironment(variables), signal, reaper });
  await rm(join(run.directory, 'package-lock.json'));
  await writeFile(join(run.directory, 'package.json'), EMPTY_PROJECT);
  await npm(['install', '--package-lock-only', '--prefer-offline', '--', `file:${ARCHIVE}`], run, context);
}

/** The lock file says where the package has come from, not which file it was in the end. */
async function noteOrigin(directory: string, { name, resolved }: LockedPackage): Promise<void> {
  const file = join(directory, 'package-lock.json');
  const lock = JSON.parse(await textOf(file));
  const { integrity: _, ...entry } = lock.packages[`node_modules/${name}`];
  lock.packages[`node_modules/${name}`] = { ...entry, resolved };
  await writeFile(file, `${JSON.stringify(lock, null, 2)}\n`);
}

/** What a plugin needs comes from a registry: npm runs scripts of what comes by git, and links to directories of the user's. */
async function refuseOthers(directory: string, name: string): Promise<void> {
  const { packages = {} } = JSON.parse(await textOf(join(directory, 'package-lock.json')));
  const needed = Object.entries<{ resolved?: unknown }>(packages).filter(([path]) => path !== `node_modules/${name}`);
  for (const [path, { resolved }] of needed) {
    if (resolved === undefined || /^https?:/.test(String(resolved))) continue;
    const what = path.replace(/.*node_modules\//, '');
    const isGit = /^git[+:]/.test(String(resolved));
    const how = isGit ? 'by git: npm would run its scripts' : `from this machine: ${resolved}`;
    throw new RapidoError('PLUGIN', `${name} needs ${what} ${how}.`, {
      hint: 'Report it to its authors: what a plugin needs has to come from a registry.',
    });
  }
}

/** The package `name` of an npm project; undefined where nothing has noted what it is. */
export async function lockedPackage(directory: string, name: string): Promise<LockedPackage | undefined> {
  for (const file of ['package-lock.json', 'node_modules/.package-lock.json']) {
    const found = JSON.parse(await textOf(join(directory, file))).packages?.[`node_modules/${name}`];
    if (typeof found?.version !== 'string') continue;
    const { version, resolved, integrity, deprecated } = found;
    return { name, version, ...textsOf({ resolved, integrity, deprecated }) };
  }
  return undefined;
}

/** Versions of the packages that an npm project has noted besides `name`, by their paths in it. */
export async function neededPackages(directory: string, name: string): Promise<ReadonlyMap<string, string>> {
  const { packages = {} } = JSON.parse(await textOf(join(directory, 'package-lock.json')));
  const needed = Object.entries<{ version?: unknown }>(packages).filter(
    ([path]) => path !== '' && path !== `node_modules/${name}`,
  );
  return new Map(needed.map(([path, { version }]) => [path.replace(/^node_modules\//, ''), String(version)]));
}

/** Resolves with npm's log. */
async function npm(args: readonly string[], run: NpmRun, context: NpmContext): Promise<string> {
  const { environment, signal, reaper } = context;
  await requireNpm(environment);
  const [command = '', ...words] = args;
  // By a path with a symbolic link in it, npm takes the project for another one's dependency.
  const directory = await realpath(run.directory);
  const { status, stdout, stderr } = await runTool(
    'npm',
    [command, ...ALWAYS, `--prefix=${directory}`, ...(run.offline ? ['--offline'] : []), ...words],
    {
      variables: environment.variables,
      env: npmEnvironment(environment.variables),
      cwd: directory,
      signal,
      reaper,
      onLine: (line) => {
        if (line.startsWith(HTTP)) run.onLine(line.slice(HTTP.length));
      },
    },
  );
  if (status !== 0) throw npmError({ status, stdout, stderr, wanted: run.wanted });
  return stderr;
}

/** The variables for npm: those that an npm, or a git, around us has set are not meant for it. */
export function npmEnvironment(variables: Environment['variables']): Record<string, string | undefined> {
  const kept = Object.entries(variables).filter(
    ([name]) =>
      KEPT.test(name) || !/^(npm_|INIT_CWD$|GIT_(DIR|WORK_TREE|INDEX_FILE|PREFIX|OBJECT_DIRECTORY)$)/i.test(name),
  );
  return { ...Object.fromEntries(kept), npm_config_ignore_scripts: 'true' };
}

async function requireNpm({ variables }: Environment): Promise<void> {
  if ((await findProgram('npm', variables)) !== undefined) return;
  const beside = dirname(process.execPath);
  throw new RapidoError('HOST', 'npm is not installed, or not in PATH; it is what fetches plugins.', {
    hint: existsSync(join(beside, 'npm'))
      ? `PATH="$PATH:${beside}"`
      : 'It comes with Node.js; some distributions have it as the package npm.',
  });
}

async function textOf(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if (isSystemError(error, 'ENOENT', 'ENOTDIR')) return '{}';
    throw error;
  }
}

function textsOf(fields: Readonly<Record<string, unknown>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(fields).flatMap(([key, value]) => (typeof value === 'string' ? [[key, value]] : [])),
  );
}
