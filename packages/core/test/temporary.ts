import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { Environment } from '../src/host.js';

/** A directory that goes with the test, named so that nothing can rely on plain characters. */
export function temporaryDirectory(): string {
  const path = mkdtempSync(join(tmpdir(), 'rapido test ä '));
  onTestFinished(() => rmSync(path, { recursive: true, force: true }));
  return path;
}

/** Surroundings whose directories all lie below `dir`. */
export function environmentIn(dir: string): Environment {
  const dirs = {
    config: join(dir, 'config'),
    cache: join(dir, 'cache'),
    state: join(dir, 'state'),
    runtime: join(dir, 'run'),
  };
  return { cwd: dir, variables: { PATH: process.env['PATH'], HOME: dir }, dirs };
}
