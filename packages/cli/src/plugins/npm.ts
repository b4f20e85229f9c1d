import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type Environment, findProgram, type Reaper, runTool } from '@rapido/core';
import { isSystemError, RapidoError } from '@rapido/core/errors';
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

/** Fetches what `lockPackage` has noted. */
export async function fetchLocked({ resolved }: LockedPackage, run: NpmRun, context: NpmContext): Promise<void> {
  // Or npm would get what a package of git is built with, though nothing is built.
  const env = resolved === undefined ? {} : { _PACOTE_NO_PREPARE_: resolved };
  await npm(['install', '--package-lock-only=false', '--prefer-offline'], run, context, env);
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

/** Resolves with npm's log. */
async function npm(args: readonly string[], run: NpmRun, context: NpmContext, more = {}): Promise<string> {
  const { environment, signal, reaper } = context;
  await requireNpm(environment);
  const [command = '', ...words] = args;
  const { status, stdout, stderr } = await runTool(
    'npm',
    [command, ...ALWAYS, `--prefix=${run.directory}`, ...(run.offline ? ['--offline'] : []), ...words],
    {
      variables: environment.variables,
      env: { ...npmEnvironment(environment.variables), ...more },
      cwd: run.directory,
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
