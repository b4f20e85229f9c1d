import { chmodSync, mkdirSync, mkdtempSync, realpathSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished, TestRunner } from 'vitest';

/**
 * This test file's own directory, below which all lies that its tests write, and what they start. Its name in the
 * environment or on the command line of a process tells whose the process is.
 */
export const SANDBOX = realpathSync(mkdtempSync(join(tmpdir(), 'rapido-e2e-')));
chmodSync(SANDBOX, 0o755);

/** The directories that a user's processes write in. Without HOME's XDG variables, the rest follows from HOME. */
export interface Home {
  readonly home: string;
  readonly temporary: string;
  readonly runtime: string;
}

/** Makes a user's directories once. Short names: sockets lie in `runtime`, and their paths hold 107 bytes at most. */
export function makeHome(name: string): Home {
  const [home, temporary, runtime] = ['home', 'tmp', 'run'].map((kind) => join(SANDBOX, name, kind)) as [
    string,
    string,
    string,
  ];
  for (const directory of [home, temporary, runtime]) mkdirSync(directory, { recursive: true, mode: 0o700 });
  chmodSync(join(SANDBOX, name), 0o755);
  return { home, temporary, runtime };
}

/** A new directory, with a space and more than ASCII in its name unless told; it goes with the test, or the file. */
export function temporaryDirectory(name = 'ä b'): string {
  const directory = mkdtempSync(join(SANDBOX, `${name}-`));
  chmodSync(directory, 0o755);
  if (TestRunner.getCurrentTest()) onTestFinished(() => rm(directory, { recursive: true, force: true }));
  return directory;
}
