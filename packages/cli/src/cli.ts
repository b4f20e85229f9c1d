import { dirname } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { Config, run, settings } from '@oclif/core';
import { describeError } from './errors/describe.js';
import { reportError } from './errors/report.js';
import { endedError } from './plugins/blame.js';
import { loadBundledPlugins } from './plugins/bundled.js';
import { cutArguments } from './plugins/cut-arguments.js';
import { addInstalledPlugins } from './plugins/load.js';
import { guardStreams } from './process/streams.js';
import { silenceWarnings, takeOverWarnings } from './process/warnings.js';
import { closeReporters } from './render/open-reporters.js';
import { commandOf, wantsJson } from './text/command-line.js';

const CODE = dirname(fileURLToPath(import.meta.url));

/** Without this the process would end as if all were well. */
const NEVER_ENDS = 'something that is waited for can never happen';

/** Runs a command line and returns its exit code; prints whatever goes wrong. */
export async function runCli(argv: readonly string[]): Promise<number> {
  const json = wantsJson(argv);
  if (json || argv[0] === '__complete') silenceWarnings(); // somebody is typing
  takeOverWarnings();
  let config: Config | undefined;
  let over = false;
  const fail = async (error: unknown): Promise<number> => {
    over = true;
    await closeReporters();
    // `cut NAME` is answered here, whoever has the cut: what fails there is the plugin's only where it is said to be.
    const plugin = config && !cutArguments(config, argv) ? commandOf(config, argv)?.plugin : undefined;
    const failure = describeError(error, { plugin });
    reportError(failure, { json });
    return failure.exitCode;
  };
  process.on('uncaughtException', async (error) => process.exit(await fail(error)));
  process.on('exit', (code) => {
    if (over || code >= 128) return;
    // A plugin's `process.exit(0)` would pass for a test that has passed.
    const failure = describeError(endedError(), {});
    reportError(failure, { json });
    process.exitCode = failure.exitCode;
  });
  process.on('beforeExit', async () => process.exit(await fail(new Error(NEVER_ENDS))));
  try {
    config = await loadConfig(argv);
    guardStreams();
    const cut = cutArguments(config, argv);
    await (cut ? config.runCommand('cut', [...cut]) : run([...argv], config));
    await closeReporters();
    await setImmediate(); // an error of what was written last is told by now
    over = true;
    return Number(process.exitCode ?? 0);
  } catch (error) {
    return await fail(error);
  }
}

async function loadConfig([command]: readonly string[]): Promise<Config> {
  settings.enableAutoTranspile = false;
  const plugins = await loadBundledPlugins(CODE);
  const config = await Config.load({ root: dirname(CODE), plugins });
  return (await addInstalledPlugins(config, { repair: command === 'plugins' })) ? Config.load(config) : config;
}
