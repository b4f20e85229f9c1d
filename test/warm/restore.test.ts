// VMs that are restored from a saved state, one after the other and several at once.
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { pty, rapido } from '../helpers/index.js';
import { boot, cutImage, steps } from '../run/vm.js';
import { bootWarm, type Said, STORE, states, warmth } from './vm.js';

let image = '';
let first: Said;

beforeAll(async () => {
  image = await cutImage();
  first = await bootWarm(image);
});

test('the first run saves a state and is restored from it itself', () => {
  expect(first.status, first.stderr).toBe(0);
  expect(first.stderr).toMatch(/^Saved its state \(.*M\)/m);
  expect(warmth(first)).toMatchObject({ restored: true, saved: expect.any(Number), seconds: expect.any(Number) });
  expect(statSync(STORE).mode & 0o777).toBe(0o700);
  expect(states().map((path) => statSync(path).mode & 0o777)).toEqual([0o600]);
});

test('twenty in a row and four at once are right, each for itself', async () => {
  const said = [first];
  for (let run = 0; run < 20; run++) said.push(await bootWarm(image));
  const four = await Promise.all([1, 2, 3, 4].map(() => bootWarm(image)));
  expect(new Set(four.map(({ hostname }) => hostname)).size).toBe(4);
  for (const vm of [...said, ...four]) {
    expect(vm.status, vm.stderr).toBe(0);
    expect(warmth(vm)).toMatchObject({ restored: true });
    expect(vm.hostname).toMatch(/^(rapido\d+) \1 \1$/);
    expect(vm.ahead).toBeLessThan(2);
    expect(vm.began).toBeGreaterThan(-2);
  }
  const all = [...said, ...four];
  expect(new Set(all.map(({ random }) => random)).size).toBe(all.length);
  expect(new Set(all.map(({ bootId }) => bootId)).size).toBe(all.length);
  expect(states()).toHaveLength(1);
});

test('steps, exit codes, settings and the logs are those of this run, and the boot is in them', async () => {
  const { status, stdout, verdict } = await boot(image, ['--warm', ...steps('echo "$-"; exit 7', 'echo never')]);
  expect(status).toBe(7);
  expect(stdout).not.toContain('never');
  const [vm] = Object.values(verdict.vms);
  expect(vm).toMatchObject({ lostRecords: 0, splats: [], steps: [{ status: 0 }, { status: 7 }, {}] });
  const log = readFileSync(join(verdict.bundle, 'kernel.log'), 'utf8');
  expect(log).toMatch(/^kern {2}:notice: \[ {4}0\.000000\] Linux version /);
  expect(log).toMatch(/crng reseeded due to virtual machine fork.*rapido: step 0 begin.*rapido: off/s);
  const console = readFileSync(join(verdict.bundle, 'console.log'), 'utf8');
  expect(console.match(/\| Hello from Linux /g)).toHaveLength(1);
});

test('at a terminal the console is that of a restored VM, from the same state', async () => {
  const terminal = pty(['boot', image, '--warm'], { columns: 133, rows: 44 });
  await terminal.waitFor(/rapido\d+:.*# /);
  terminal.write('stty size; read -r level _ </proc/sys/kernel/printk; echo "level=$level"\r');
  await terminal.waitFor(/44 133\s+level=4\s/);
  terminal.write('exit 3\r');
  expect(await terminal.status).toBe(3);
  expect(states()).toHaveLength(1);
});

test('image ls shows it, image gc leaves it while it is of use', async () => {
  const [path] = states();
  const listed = JSON.parse((await rapido(['image', 'ls', '--json'])).stdout);
  expect(listed).toEqual([
    expect.objectContaining({ kind: 'warm', path, about: expect.objectContaining({ cut: 'simple-example' }) }),
  ]);
  expect((await rapido(['image', 'ls'])).stdout).toContain(path);
  expect((await rapido(['boot', image, '--warm', '--dry-run'])).stderr).toContain(`Restored from ${path}.`);
  await rapido(['image', 'gc']);
  expect(states()).toEqual([path]);
  await rapido(['image', 'gc', '--all']);
  expect(states()).toEqual([]);
});
