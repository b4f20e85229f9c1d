import { mkdirSync, mkdtempSync, realpathSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Environment, type Reaper, startReaper } from '@rapido/core';

/**
 * Where all lies that is written for the tests of this process: a home directory that knows nothing of the user's, which
 * they share, and with it what is cached of images. It goes with the process, however that ends.
 */
export interface Sandbox {
  readonly home: string;
  readonly temporary: string;
  readonly runtime: string;
  /** An empty `rapido.conf`, so that none is looked for. */
  readonly conf: string;
  /** Kills and removes what it is told when the process ends. */
  readonly reaper: Reaper;
  /** Makes a directory of its own. */
  directory(name: string): string;
}

let opened: Sandbox | undefined;

export function sandbox(): Sandbox {
  opened ??= openSandbox();
  return opened;
}

/** Sockets lie in `runtime`, and their paths hold 107 bytes at most; this is what is left for where it all lies. */
const LONGEST = 40;

function openSandbox(): Sandbox {
  const reaper = startReaper();
  const parent = realpathSync(tmpdir());
  const root = mkdtempSync(join(Buffer.byteLength(parent) > LONGEST ? '/tmp' : parent, 'rapido-testing-'));
  reaper.removes(root);
  const [home, temporary, runtime] = ['home', 'tmp', 'run'].map((name) => join(root, name)) as [string, string, string];
  for (const path of [home, temporary, runtime]) mkdirSync(path, { mode: 0o700 });
  const conf = join(home, 'rapido.conf');
  writeFileSync(conf, '');
  const directory = (name: string) => mkdtempSync(join(root, `${name}-`));
  return { home, temporary, runtime, conf, reaper, directory };
}

/**
 * A new directory for a run of rapido: what it would write beside its project goes there, and its logs. It stays below
 * RAPIDO_TESTING_DIR, where that is set.
 */
export function runDirectory(box: Sandbox): string {
  const kept = process.env['RAPIDO_TESTING_DIR'];
  if (!kept) return box.directory('run');
  mkdirSync(kept, { recursive: true });
  return mkdtempSync(join(realpathSync(kept), 'run-'));
}

/** The variables of a process in the sandbox: of this one's, it has only what finds programs. */
export function variables({ home, temporary, runtime, conf }: Sandbox): Record<string, string> {
  const { PATH = '/usr/bin:/bin' } = process.env;
  const own = { HOME: home, TMPDIR: temporary, XDG_RUNTIME_DIR: runtime, RAPIDO_CONF: conf };
  return { PATH, LANG: 'C.UTF-8', ...own };
}

/** The surroundings that the rapido of such a process finds. */
export function environment(box: Sandbox, cwd: string, more: Readonly<Record<string, string>> = {}): Environment {
  const dirs = {
    config: join(box.home, '.config/rapido'),
    cache: join(box.home, '.cache/rapido'),
    state: join(box.home, '.local/state/rapido'),
    runtime: join(box.runtime, 'rapido'),
  };
  return { cwd, variables: { ...variables(box), ...more }, dirs };
}
