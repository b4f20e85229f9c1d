import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';

const BIN = fileURLToPath(new URL('../../bin/run.js', import.meta.url));

export interface CliResult {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface CliOptions {
  /** Home, working directory and temporary directory, from `temporaryDirectory`. */
  readonly home: string;
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly cwd?: string;
  readonly nodeArgs?: readonly string[];
}

/** Runs the built CLI in surroundings that hold nothing of this machine's user. */
export async function rapido(
  args: readonly string[],
  { home, env, cwd, nodeArgs = [] }: CliOptions,
): Promise<CliResult> {
  const child = spawn(process.execPath, [...nodeArgs, BIN, ...args], {
    cwd: cwd ?? home,
    env: { PATH: process.env['PATH'], HOME: home, TMPDIR: home, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const output = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8').on('data', (text: string) => {
      output[name] += text;
    });
  }
  const [status] = await once(child, 'close');
  return { status, ...output };
}

/** A directory with a blank and a letter beyond ASCII in its name, removed when the test ends. */
export function temporaryDirectory(): string {
  const path = mkdtempSync(join(tmpdir(), 'räpido cli-'));
  onTestFinished(() => rmSync(path, { recursive: true, force: true }));
  return path;
}
