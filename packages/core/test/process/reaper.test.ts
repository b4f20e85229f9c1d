import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, watch, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { expect, onTestFinished, test } from 'vitest';
import { startTime } from '../../src/process/owner.js';
import { startReaper } from '../../src/process/reaper.js';
import { temporaryDirectory } from '../temporary.js';

async function gone(path: string): Promise<void> {
  const watcher = watch(join(path, '..'));
  const changes = once(watcher, 'change');
  if (existsSync(path)) await changes;
  watcher.close();
  if (existsSync(path)) await gone(path);
}

function filledDirectory(): string {
  const path = join(temporaryDirectory(), 'work');
  mkdirSync(join(path, 'deep er'), { recursive: true });
  writeFileSync(join(path, 'deep er', 'file'), '');
  return path;
}

function sleeper(): ChildProcess {
  // A shell with a child of its own, in a process group of its own.
  const child = spawn('sh', ['-c', 'sleep 1000 & wait'], { detached: true, stdio: 'ignore' });
  onTestFinished(() => {
    const { pid } = child;
    if (pid !== undefined && child.exitCode === null && child.signalCode === null) process.kill(-pid, 'SIGKILL');
  });
  return child;
}

test('closing removes and kills what it was told, and waits for it', async () => {
  const path = filledDirectory();
  const child = sleeper();
  const exited = once(child, 'exit');
  const reaper = startReaper();
  reaper.removes(path);
  reaper.kills(-(child.pid ?? 0));
  await reaper.close();
  expect(existsSync(path)).toBe(false);
  expect((await exited)[1]).toBe('SIGKILL');
});

test('a process alone is killed without its group', async () => {
  const child = sleeper();
  const exited = once(child, 'exit');
  const reaper = startReaper();
  reaper.kills(child.pid ?? 0);
  await reaper.close();
  expect((await exited)[1]).toBe('SIGKILL');
  expect(process.kill(-(child.pid ?? 0), 'SIGKILL')).toBe(true); // its own child was left
});

test('what has ended by itself is left alone', async () => {
  const child = sleeper();
  const reaper = startReaper();
  reaper.kills(-(child.pid ?? 0));
  reaper.ended(-(child.pid ?? 0));
  await reaper.close();
  expect(await startTime(child.pid ?? 0)).toBeDefined();
});

test('a process that is killed by SIGKILL leaves nothing', async () => {
  const path = filledDirectory();
  const child = sleeper();
  const module = new URL('../../dist/process/index.js', import.meta.url).href;
  const script = `const {startReaper} = await import(${JSON.stringify(module)});
    const reaper = startReaper(); reaper.removes(${JSON.stringify(path)}); reaper.kills(-${child.pid});
    console.log('told'); setInterval(() => {}, 1000);`;
  const owner = spawn(process.execPath, ['--input-type=module', '-e', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await once(createInterface({ input: owner.stdout }), 'line');
  const killed = once(child, 'exit');
  owner.kill('SIGKILL');
  expect((await killed)[1]).toBe('SIGKILL');
  await gone(path);
});

test('a path that could mean another is refused', () => {
  const reaper = startReaper();
  onTestFinished(() => reaper.close());
  expect(() => reaper.removes('relative')).toThrow();
  expect(() => reaper.removes('/a\n/b')).toThrow();
});

test('so is what could mean all processes', () => {
  const reaper = startReaper();
  onTestFinished(() => reaper.close());
  for (const target of [0, -0, 1, -1, Number.NaN]) expect(() => reaper.kills(target)).toThrow();
});
