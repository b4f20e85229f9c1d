import { chownSync, existsSync, mkdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Result, type Running, type RunOptions, start } from './rapido.js';
import type { Registry } from './registry.js';
import { SANDBOX } from './sandbox.js';
import { asUser, type User } from './user.js';

/** A `rapido` that npm has installed from a registry, as a user has it: nothing of it is in the checkout. */
export interface Installation {
  readonly user: User;
  readonly home: string;
  /** npm's prefix, below which all of it is. */
  readonly prefix: string;
  /** Where the user's plugins are. */
  readonly data: string;
  /** Installs this version of the CLI in the place of the one that is there. */
  install(version: string): Promise<void>;
  rapido(args: readonly string[], options?: Omit<RunOptions, 'user'>): Promise<Result>;
  startRapido(args: readonly string[], options?: Omit<RunOptions, 'user'>): Running;
  /** Runs another program as the user. */
  run(command: readonly string[], options?: Omit<RunOptions, 'user'>): Promise<Result>;
  /** The same installation for the same user with a home directory of its own: nothing is installed there yet. */
  elsewhere(name: string): Installation;
}

/** Installs the CLI globally, `npm install -g`, as an ordinary user whose home directory has a space and more than ASCII in its name. */
export async function installGlobally(registry: Registry, version = 'latest'): Promise<Installation> {
  const user = asUser();
  const prefix = join(SANDBOX, 'Präfix von npm');
  mkdirSync(prefix);
  give(prefix, user);
  const installation = at('Jörg M', { registry, user, prefix });
  await installation.install(version);
  return installation;
}

interface Place {
  readonly registry: Registry;
  readonly user: User;
  readonly prefix: string;
}

function at(name: string, place: Place): Installation {
  const { registry, prefix } = place;
  const home = makeHome(name, place);
  const user = { ...place.user, directories: { ...place.user.directories, home } };
  const PATH = `${join(prefix, 'bin')}:${process.env['PATH']}`;
  const startIt = (command: readonly string[], options: RunOptions = {}) =>
    start(command, { ...options, user, env: { PATH, ...options.env } });
  const run: Installation['run'] = (command, options) => startIt(command, options).result;
  return {
    user,
    home,
    prefix,
    data: join(home, '.local/share/rapido'),
    install: async (version) => {
      const { status, stderr } = await run([
        'npm',
        'install',
        '--global',
        `--prefix=${prefix}`,
        `@rapido/cli@${version}`,
      ]);
      if (status !== 0) throw new Error(`@rapido/cli@${version} cannot be installed from ${registry.url}:\n${stderr}`);
    },
    rapido: (args, options) => run(['rapido', ...args], options),
    startRapido: (args, options) => startIt(['rapido', ...args], options),
    run,
    elsewhere: (other) => at(other, place),
  };
}

/** npm's cache is one for all of them. */
function makeHome(name: string, { registry, user }: Place): string {
  const home = join(SANDBOX, 'homes', name);
  const cache = join(SANDBOX, 'npm cache');
  for (const directory of [home, cache].filter((path) => !existsSync(path))) {
    mkdirSync(directory, { recursive: true });
    give(directory, user);
  }
  const npmrc = join(home, '.npmrc');
  writeFileSync(npmrc, `${registry.npmrc}cache=${cache}\n`);
  give(npmrc, user);
  return home;
}

function give(path: string, { directories }: User): void {
  const { uid, gid } = statSync(directories.home);
  chownSync(path, uid, gid);
}
