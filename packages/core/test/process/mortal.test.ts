import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { expect, test, vi } from 'vitest';
import { mortal } from '../../src/process/mortal.js';
import { startTime } from '../../src/process/owner.js';

test('a program runs with its arguments as they are', () => {
  const [command, ...words] = mortal('/bin/echo', ['a  b', '$c', "'"]);
  expect(spawnSync(command, words, { encoding: 'utf8' })).toMatchObject({ status: 0, stdout: "a  b $c '\n" });
});

test('it dies with us', async () => {
  const module = new URL('../../dist/process/mortal.js', import.meta.url).href;
  const script = `
    import { spawn } from 'node:child_process';
    import { mortal } from '${module}';
    const [command, ...words] = mortal('/bin/sh', ['-c', 'echo $$; exec sleep 1000']);
    spawn(command, words, { stdio: 'inherit' });
  `;
  const owner = spawn(process.execPath, ['--input-type=module', '-e', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [pid] = await once(createInterface({ input: owner.stdout }), 'line');
  expect(await startTime(Number(pid))).toBeDefined();
  owner.kill('SIGKILL');
  await vi.waitUntil(async () => (await startTime(Number(pid))) === undefined);
});

test('it is not even started when we have died before', () => {
  const [command, ...words] = mortal('/bin/echo', ['started']);
  const orphaned = words.map((word) => (word === String(process.pid) ? '1' : word));
  expect(spawnSync(command, orphaned, { encoding: 'utf8' }).stdout).toBe('');
});
