import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Interfaces } from '@oclif/core';
import {
  type Config,
  type Environment,
  findKernel,
  type Host,
  type Kernel,
  loadConfig,
  setsForVm,
  task,
} from '@rapido/core';
import type { Settings } from '@rapido/kit';
import type { SettingFlags } from '../flags/setting-flags.js';
import { knownCuts } from '../plugins/cuts.js';
import { tellOnceADay } from '../plugins/deprecations.js';
import { interruption } from '../process/interruption.js';
import { surroundings } from '../process/surroundings.js';
import { warn } from '../process/warnings.js';
import { createReporter, type Reporter, type ReporterOptions } from '../render/reporter.js';

/** The settings that hold for a command, and where it runs. */
export interface Session {
  readonly environment: Environment;
  readonly config: Config;
}

/** Of a cut, what its settings depend on. */
export interface ConcernedCut {
  /** Of its VM: what `--set NAME:KEY=VALUE` calls it. */
  readonly name: string;
  readonly settings?: Settings | undefined;
}

/**
 * Reads the settings of core and of `cut`, those of other cuts need not be right, and says what is odd about them. `more` are
 * settings that the command line stands for.
 */
export async function openSession(
  cli: Interfaces.Config,
  flags: SettingFlags,
  cut?: ConcernedCut,
  more?: Readonly<Record<string, string>>,
): Promise<Session> {
  const session = await readSettings(cli, flags, cut, more);
  for (const warning of session.config.warnings) warn(warning);
  for (const deprecation of session.config.deprecations) await tellOnceADay(deprecation);
  return session;
}

/** The same without a word, for when it is not known yet which cut is concerned. */
export async function readSettings(
  cli: Interfaces.Config,
  flags: SettingFlags,
  cut?: ConcernedCut,
  more: Readonly<Record<string, string>> = {},
): Promise<Session> {
  const environment = surroundings();
  const config = await loadConfig({
    environment,
    settings: cut?.settings ?? {},
    others: settingsOfCuts(cli),
    sets: setsForVm(flags.set ?? [], cut?.name ?? ''),
    flags: {
      ...more,
      ...(await kernelSetting(flags.kernel, environment.cwd)),
      ...(flags.net === undefined ? {} : { VM_NET: flags.net }),
    },
    file: flags.config,
  });
  return { environment, config };
}

/** The settings of all cuts that there are here. */
export function settingsOfCuts(cli: Interfaces.Config): Settings {
  return Object.assign({}, ...knownCuts(cli).map(({ data }) => data.settings ?? {}));
}

/** What `--kernel` stands for, so that settings which are derived from it follow it. */
async function kernelSetting(kernel: string | undefined, cwd: string): Promise<Record<string, string>> {
  if (!kernel) return {};
  const dir = resolve(cwd, kernel);
  const isDirectory = await stat(dir).then(
    (found) => found.isDirectory(),
    () => false, // findKernel says what is wrong with it
  );
  return isDirectory || kernel.includes('/') ? { KERNEL_SRC: dir } : { KERNEL_RELEASE: kernel };
}

/** Runs `work` with a host that shows what core does; the terminal is as it was when this settles. */
export async function withReporter<T>(
  options: Omit<ReporterOptions, 'console' | 'signal'> & { readonly console?: boolean },
  work: (host: Reporter) => Promise<T>,
): Promise<T> {
  const host = createReporter({ console: false, ...options, signal: interruption() });
  try {
    return await work(host);
  } finally {
    await host.close();
  }
}

/** Finds the kernel under test, and says which it is. */
export function chooseKernel({ environment, config }: Session, flags: SettingFlags, host: Host): Promise<Kernel> {
  return task(
    host,
    'kernel',
    'Kernel',
    () => findKernel({ config, environment, ...(flags.kernel === undefined ? {} : { kernel: flags.kernel }) }),
    ({ release, foundBy }) => `${release}, ${foundBy}`,
  );
}
