import type { Cut } from './open.js';
import { type RunResult, resultOf } from './run-result.js';
import { type StartOptions, startRun } from './start-run.js';

export interface RunOptions extends StartOptions {
  /** Commands for the VM's shell, one after the other (`-x`); the first that fails ends the run. A cut that is a service runs without any until `signal` ends it. */
  readonly exec?: readonly string[];
  /** What stands after `--`: for the cut's suite. */
  readonly args?: readonly string[];
}

/**
 * Runs `rapido run` of a cut: cuts an image, boots it, and resolves with what came of it, be it bad. The plugin has to be
 * built. Rejects with what rapido says where it refuses to boot, and with the reason of `signal` where that ended it.
 */
export async function runCut(cut: Cut, options: RunOptions = {}): Promise<RunResult> {
  const { exec = [], args = [], signal } = options;
  const steps = exec.flatMap((command) => ['-x', command]);
  const run = await startRun(cut, options, () => [...steps, ...(args.length === 0 ? [] : ['--', ...args])]);
  const result = await resultOf(run);
  signal?.throwIfAborted();
  return result;
}
