import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { listVms, openShell } from '@rapido/core';
import type { Cut } from './open.js';
import { type RunResult, resultOf } from './run-result.js';
import { environment, sandbox } from './sandbox.js';
import { type StartedRun, type StartOptions, startRun } from './start-run.js';

/** A VM that is up: its autorun has ended well. */
export interface Vm extends AsyncDisposable {
  /** What its console and its autorun have printed so far. */
  readonly console: string;
  /**
   * Waits until the console shows something, behind what the last call has found. Rejects, showing what it has printed, when
   * the VM ends without it, or after `seconds` (60).
   */
  expect(pattern: RegExp | string, options?: { readonly seconds?: number }): Promise<RegExpExecArray>;
  /** Runs a command line in it, as `rapido sh` does. Resolves however that ends; `output` has its errors, too. */
  sh(command: string): Promise<{ readonly status: number; readonly output: string }>;
  /** Powers it off, unless it has ended, and resolves with what came of the run. */
  stop(): Promise<RunResult>;
}

/**
 * Boots a cut, and resolves when its VM is up. It lives until `stop`, until `options.signal` is aborted, or as long as this
 * process, whose end it does not hold up. A suite of the cut's is not run. Rejects where the VM does not get that far.
 */
export async function bootCut(cut: Cut, options: StartOptions = {}): Promise<Vm> {
  const run = await startRun(cut, options, (directory) => ['--console', '-f', makeStayUp(directory)]);
  const [, task = ''] = await whenUp(run);
  run.rapido.awaited(false);
  let result: Promise<RunResult> | undefined;
  const stop = () => {
    result ??= end(run, task);
    return result;
  };
  return {
    get console() {
      return run.rapido.stderr.text;
    },
    expect: (pattern, { seconds = 60 } = {}) => run.rapido.stderr.expect(pattern, seconds),
    sh: (command) => shell(run, command),
    stop,
    [Symbol.asyncDispose]: async () => void (await stop()),
  };
}

/** The VM's only step: it ends when it is told to, and well. */
const STAY_UP = `#!/bin/bash
trap 'exit 0' TERM
echo "up $$"
while :; do
  sleep 1000 &
  wait "$!"
done
`;

function makeStayUp(directory: string): string {
  const path = join(directory, 'stay-up');
  writeFileSync(path, STAY_UP);
  chmodSync(path, 0o755);
  return path;
}

/** How long a cut may take; what hangs, Rapido itself ends before. */
const PATIENCE_SECONDS = 3600;

async function whenUp(run: StartedRun): Promise<RegExpExecArray> {
  try {
    return await run.rapido.stdout.expect(/^up (\d+)\n/m, PATIENCE_SECONDS);
  } catch (error) {
    run.rapido.end();
    const { verdict, stderr } = await resultOf(run);
    run.signal?.throwIfAborted();
    throw new Error(`${run.cut.name} did not get up: ${verdict.reason}\n${stderr}`, { cause: error });
  }
}

async function shell({ rapido, cut }: StartedRun, command: string) {
  const place = environment(sandbox(), cut.plugin.root);
  const vm = (await listVms(place)).find(({ pid }) => pid === rapido.pid);
  if (vm === undefined) throw new Error(`The VM of ${cut.name} has ended.`);
  const pieces: Buffer[] = [];
  const output = new Writable({
    write(piece: Buffer, _, done) {
      pieces.push(piece);
      done();
    },
  });
  const { signal } = new AbortController();
  const status = await openShell(place, { vm: String(vm.number), command, output, signal });
  return { status, output: Buffer.concat(pieces).toString('utf8').replaceAll('\r', '') };
}

async function end(run: StartedRun, task: string): Promise<RunResult> {
  run.rapido.awaited(true);
  try {
    await shell(run, `kill -TERM ${task}`);
  } catch {
    // It has ended, perhaps before the shell could say so; or it answers no more.
    if (!(await endsWithin(run, GRACE_SECONDS))) run.rapido.end();
  }
  return resultOf(run);
}

const GRACE_SECONDS = 10;

async function endsWithin({ rapido }: StartedRun, seconds: number): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => resolve(false), 1000 * seconds);
  });
  return Promise.race([rapido.ended.then(() => true), late]).finally(() => clearTimeout(timer));
}
