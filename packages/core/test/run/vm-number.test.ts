import { fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { claimVmNumber } from '../../src/run/vm-number.js';

const CLAIMANT = fileURLToPath(new URL('./claimant.mjs', import.meta.url));

/** Another process that holds the lowest free number until it is killed. */
async function claimant(number: number): Promise<{ taken: boolean; kill(): Promise<void> }> {
  const script = `require('net').createServer().on('error',()=>console.log('no')).listen({path:'\\0rapido-vm-${number}'.padEnd(108,'\\0')},()=>console.log('yes'))`;
  const child = spawn(process.execPath, ['-e', script], { stdio: ['ignore', 'pipe', 'inherit'] });
  onTestFinished(() => void child.kill('SIGKILL'));
  const [line] = await once(createInterface({ input: child.stdout }), 'line');
  return {
    taken: line === 'yes',
    async kill() {
      child.kill('SIGKILL');
      await once(child, 'exit');
    },
  };
}

test('a number is nobody else’s until it is released, and free at once after SIGKILL', async () => {
  const first = await claimVmNumber();
  const second = await claimVmNumber();
  onTestFinished(() => {
    first.release();
    second.release();
  });
  expect(second.number).toBeGreaterThan(first.number);
  expect((await claimant(first.number)).taken).toBe(false);
  const next = await claimVmNumber();
  next.release();
  const other = await claimant(next.number);
  expect(other.taken).toBe(true);
  await other.kill();
  const again = await claimVmNumber();
  again.release();
  expect(again.number).toBe(next.number);
});

test('eight processes that claim at the same moment never have the same number', async () => {
  const claimants = Array.from({ length: 8 }, () => fork(CLAIMANT, { stdio: 'inherit' }));
  onTestFinished(() => claimants.forEach((each) => void each.kill('SIGKILL')));
  const all = async (word: string) => {
    const answers = claimants.map(async (each) => (await once(each, 'message'))[0] as number);
    for (const each of claimants) each.send(word);
    return Promise.all(answers);
  };
  for (let round = 0; round < 100; round++) {
    const numbers = await all('claim');
    expect(new Set(numbers).size).toBe(8);
    await all('release');
  }
});
