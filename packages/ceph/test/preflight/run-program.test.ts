import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { runProgram } from '../../src/preflight/run-program.js';
import { directoryWith } from '../support.js';

const bash = { path: '/bin/bash' };
const signal = new AbortController().signal;

/** Resolves when a process is no more, or only its remains are. */
async function gone(pid: number): Promise<void> {
  const path = `/proc/${pid}/stat`;
  await vi.waitUntil(() => !existsSync(path) || / Z /.test(readFileSync(path, 'utf8')));
}

/** Resolves with the number in a file, when it is there. */
async function written(path: string): Promise<number> {
  await vi.waitUntil(() => existsSync(path) && readFileSync(path, 'utf8') !== '', { timeout: 30_000 });
  return Number(readFileSync(path, 'utf8'));
}

it('says how it ended, and what it said', async () => {
  const ended = await runProgram(bash, ['-c', 'echo out; echo err >&2; exit 3'], { signal, patience: 60_000 });
  expect(ended).toEqual({ status: 3, late: false, stdout: 'out\n', stderr: 'err\n' });
});

it('passes words as they are', async () => {
  const { stdout } = await runProgram(bash, ['-c', 'printf "<%s>" "$@"', 'x', 'a b', '$(id)', "'", ''], {
    signal,
    patience: 60_000,
  });
  expect(stdout).toBe("<a b><$(id)><'><>");
});

it('has a program of a tree find its libraries', async () => {
  const { stdout } = await runProgram({ ...bash, libraries: '/tree/lib' }, ['-c', 'echo "$LD_LIBRARY_PATH"'], {
    signal,
    patience: 60_000,
  });
  expect(stdout).toBe('/tree/lib\n');
});

describe('is killed', () => {
  it('when its time is over', async () => {
    const ended = await runProgram(bash, ['-c', 'echo begun; exec sleep infinity'], { signal, patience: 200 });
    expect(ended).toMatchObject({ late: true });
    expect(ended).not.toHaveProperty('status');
  });

  it('when the user interrupts', async () => {
    const dir = directoryWith();
    const controller = new AbortController();
    const run = runProgram(bash, ['-c', `echo $$ >'${dir}/pid'; exec sleep infinity`], {
      signal: controller.signal,
      patience: 60_000,
    });
    const pid = await written(join(dir, 'pid'));
    controller.abort(new Error('interrupted'));
    await expect(run).rejects.toThrow('interrupted');
    await gone(pid);
  });

  it('with us, however we end', async () => {
    const file = join(directoryWith(), 'pid');
    const module = new URL('../../dist/preflight/run-program.js', import.meta.url).href;
    const script = `
      import { runProgram } from '${module}';
      const words = ['-c', 'echo $$ >"$1"; exec sleep 1000', 'x', ${JSON.stringify(file)}];
      await runProgram({ path: '/bin/bash' }, words, { signal: new AbortController().signal, patience: 1000000 });
    `;
    const owner = spawn(process.execPath, ['--input-type=module', '-e', script], { stdio: 'inherit' });
    const pid = await written(file);
    owner.kill('SIGKILL');
    await gone(pid);
  });
});

it('reads the files that it is given, by their numbers', async () => {
  const dir = directoryWith({ a: 'first', b: 'second' });
  const files = [join(dir, 'a'), join(dir, 'b')];
  const { stdout } = await runProgram(bash, ['-c', 'cat <&3; cat /proc/self/fd/4'], {
    signal,
    patience: 60_000,
    files,
  });
  expect(stdout).toBe('firstsecond');
});
