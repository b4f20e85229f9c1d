import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Cut } from './open.js';
import { type Rapido, startRapido } from './rapido.js';
import { refusal } from './refusal.js';
import { runDirectory, sandbox } from './sandbox.js';
import { type GivenSettings, settingVariables } from './settings.js';

/** What a run of a cut is started with. */
export interface StartOptions {
  readonly settings?: GivenSettings | undefined;
  /** The directory of a kernel, or the release of an installed one. Without it: the one that rapido finds itself. */
  readonly kernel?: string | undefined;
  /** Further flags of `rapido run`, as `['--memory', '2G']`. */
  readonly flags?: readonly string[];
  /** Further environment of rapido, which has none of this process but PATH. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Ends the run when it is aborted, as a test's own signal is with the test. */
  readonly signal?: AbortSignal | undefined;
}

/** A `rapido run`, and its own directory. */
export interface StartedRun {
  readonly cut: Cut;
  readonly rapido: Rapido;
  readonly directory: string;
  /** Holds directories of the run's logs. */
  readonly runs: string;
  readonly signal: AbortSignal | undefined;
}

/** Starts `rapido run` of a cut in the sandbox; `more` are its arguments behind those of `options`. */
export async function startRun(
  cut: Cut,
  options: StartOptions,
  more: (directory: string) => readonly string[],
): Promise<StartedRun> {
  const { flags = [], env = {}, settings, kernel, signal } = options;
  if (typeof kernel === 'object')
    throw new Error('A fake kernel cannot be booted; without `kernel`, rapido finds one.');
  const variables = settingVariables(cut, settings);
  await link(cut);
  const directory = runDirectory(sandbox());
  const conf = join(directory, 'rapido.conf');
  writeFileSync(conf, '');
  const chosen = kernel === undefined ? [] : ['--kernel', kernel];
  const rapido = startRapido(['run', cut.argument, ...chosen, ...flags, ...more(directory)], {
    cwd: cut.plugin.root,
    env: { RAPIDO_CONF: conf, XDG_STATE_HOME: directory, ...variables, ...env },
    signal,
  });
  return { cut, rapido, directory, runs: join(directory, 'rapido/runs'), signal };
}

const linked = new Map<string, Promise<void>>();

/** Lets the rapido of the sandbox know of a plugin; once. */
function link({ plugin: { name, root } }: Cut): Promise<void> {
  if (name === '-') return Promise.resolve();
  const known = linked.get(root);
  if (known !== undefined) return known;
  const work = linkPlugin(root);
  linked.set(root, work);
  return work;
}

async function linkPlugin(root: string): Promise<void> {
  const { ended, stderr } = startRapido(['plugins', 'link', root], { cwd: root, env: {} });
  const exitCode = await ended;
  if (exitCode !== 0) throw refusal(stderr.text, exitCode);
}
