import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, watch } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { expect, onTestFinished, test } from 'vitest';
import type { Environment } from '../../src/host.js';
import { joinMesh, type MeshLease, meshSocket } from '../../src/mesh/index.js';
import { environmentIn, temporaryDirectory } from '../temporary.js';
import { BROADCAST, frame, openPort, textOf } from './port.js';

const never = new AbortController().signal;

async function joined(environment: Environment): Promise<MeshLease> {
  const lease = await joinMesh(environment, never);
  onTestFinished(() => lease.leave());
  return lease;
}

/** Another process that has joined, or is about to. */
function joiner(environment: Environment): { readonly child: ChildProcess; readonly joins: Promise<unknown> } {
  const module = new URL('../../dist/mesh/index.js', import.meta.url).href;
  const script = `const { joinMesh } = await import(${JSON.stringify(module)});
    const lease = await joinMesh(${JSON.stringify(environment)}, new AbortController().signal);
    console.log('joined'); process.stdin.resume();`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
    detached: true, // so that it leads a process group, as a command of a terminal does
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  const line = once(createInterface({ input: child.stdout }), 'line');
  const failed = once(child, 'exit').then(([status]) => Promise.reject(new Error(`It ended with ${status}.`)));
  return { child, joins: Promise.race([line, failed]) };
}

/** Opens two ports of the mesh and sends frames both ways. */
async function twoPorts(path: string): Promise<{ readonly exchange: () => Promise<void>; readonly close: () => void }> {
  const [first, second] = [await openPort(path), await openPort(path)];
  const exchange = async () => {
    // The second begins: when it is heard the first has been let in before.
    for (const [from, to] of [
      [second, first],
      [first, second],
    ] as const) {
      from.send(frame(BROADCAST, '52:00:00:00:00:01', 'hello'));
      expect(textOf(await to.receive())).toBe('hello');
    }
  };
  await exchange();
  const close = () => {
    for (const { socket } of [first, second]) socket.destroy();
  };
  return { exchange, close };
}

/** Processes that are a switch of this directory. */
function switches({ dirs }: Environment): number[] {
  return readdirSync('/proc').flatMap((name) => {
    const pid = Number(name);
    if (!Number.isInteger(pid)) return [];
    const command = commandOf(pid);
    return command.startsWith('rapido-mesh ') && command.includes(dirs.runtime) ? [pid] : [];
  });
}

function commandOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
  } catch {
    return ''; // it has ended meanwhile
  }
}

/** Resolves when `dir` is empty. */
async function emptied(dir: string): Promise<void> {
  const watcher = watch(dir);
  const changes = once(watcher, 'change');
  if (readdirSync(dir).length > 0) await changes;
  watcher.close();
  if (readdirSync(dir).length > 0) await emptied(dir);
}

test('the switch is there with its sockets for as long as anybody has joined', async () => {
  const environment = environmentIn(temporaryDirectory());
  const first = await joined(environment);
  const second = await joined(environment);
  expect(second.socket).toBe(first.socket);
  expect(first.socket).toBe(await meshSocket(environment));
  expect(statSync(environment.dirs.runtime).mode & 0o777).toBe(0o700);
  for (const name of readdirSync(environment.dirs.runtime)) {
    expect(statSync(join(environment.dirs.runtime, name)).mode & 0o777).toBe(0o600);
  }
  first.leave();
  (await twoPorts(second.socket)).close();
  second.leave();
  await emptied(environment.dirs.runtime);
});

test('who has started the switch can be killed with its process group', async () => {
  const environment = environmentIn(temporaryDirectory());
  const { child, joins } = joiner(environment);
  await joins;
  const ports = await twoPorts((await joined(environment)).socket);
  process.kill(-(child.pid ?? 0), 'SIGKILL');
  await once(child, 'exit');
  await ports.exchange();
});

test('ten processes that join at the same moment get one switch, and go on when the first leaves', async () => {
  const environment = environmentIn(temporaryDirectory());
  const joiners = Array.from({ length: 10 }, () => joiner(environment));
  const first = await Promise.race(joiners.map((each) => each.joins.then(() => each)));
  await Promise.all(joiners.map(({ joins }) => joins));
  const listening = readFileSync('/proc/net/unix', 'utf8').split('\n');
  const path = await meshSocket(environment);
  expect(listening.filter((line) => line.endsWith(path) && line.includes(' 00010000 '))).toHaveLength(1);
  const ports = await twoPorts(path);

  first.child.kill('SIGKILL');
  await once(first.child, 'exit');
  await ports.exchange();
});

test('when all who have joined are killed nothing is left', async () => {
  const environment = environmentIn(temporaryDirectory());
  const joiners = [joiner(environment), joiner(environment), joiner(environment)];
  await Promise.all(joiners.map(({ joins }) => joins));
  const [pid] = switches(environment);
  for (const { child } of joiners) child.kill('SIGKILL');
  await emptied(environment.dirs.runtime);
  await joined(environment); // which waits for the end of the one before
  expect(switches(environment)).not.toContain(pid);
});

test('when the switch is killed that is told, and the next one to join starts another', async () => {
  const environment = environmentIn(temporaryDirectory());
  const lease = await joined(environment);
  const [pid] = switches(environment);
  expect(pid).toBeDefined();
  process.kill(pid ?? 0, 'SIGKILL');
  await lease.lost;
  expect(existsSync(lease.socket)).toBe(true); // stale
  const next = await joined(environment);
  await twoPorts(next.socket);
});

test('a lease that is left is not lost', async () => {
  const environment = environmentIn(temporaryDirectory());
  const lease = await joined(environment);
  let lost = false;
  lease.lost.then(() => {
    lost = true;
  });
  lease.leave();
  await emptied(environment.dirs.runtime);
  expect(lost).toBe(false);
});

test('who joins while the switch is ending gets the next one', async () => {
  const environment = environmentIn(temporaryDirectory());
  for (let round = 0; round < 10; round++) {
    const lease = await joined(environment);
    lease.leave();
  }
  await twoPorts((await joined(environment)).socket);
});

test('a port alone keeps the switch', async () => {
  const environment = environmentIn(temporaryDirectory());
  const lease = await joined(environment);
  const ports = await twoPorts(lease.socket);
  lease.leave();
  await ports.exchange();
  ports.close();
  await emptied(environment.dirs.runtime);
});

test('what is wrong is said, with the way out', async () => {
  const long = environmentIn(join(temporaryDirectory(), 'x'.repeat(100)));
  await expect(joinMesh(long, never)).rejects.toMatchObject({ hint: expect.stringContaining('XDG_RUNTIME_DIR') });

  const environment = environmentIn(temporaryDirectory());
  const lease = (await meshSocket(environment)).replace(/sock$/, 'lease');
  mkdirSync(environment.dirs.runtime);
  const stranger = createServer((socket) => socket.end('mesh 0\n')).listen(lease);
  onTestFinished(() => void stranger.close());
  await once(stranger, 'listening');
  await expect(joinMesh(environment, never)).rejects.toMatchObject({
    message: expect.stringContaining('mesh 0'),
    hint: expect.stringContaining('--net user'),
  });
});

test('a switch that cannot begin says why', async () => {
  const environment = environmentIn(temporaryDirectory());
  mkdirSync(join(await meshSocket(environment), 'in the way'), { recursive: true });
  await expect(joinMesh(environment, never)).rejects.toThrow(/directory/);
});

test('an interruption ends the waiting', async () => {
  const environment = environmentIn(temporaryDirectory());
  const lease = (await meshSocket(environment)).replace(/sock$/, 'lease');
  mkdirSync(environment.dirs.runtime);
  const controller = new AbortController();
  const mute = createServer(() => controller.abort(new Error('Ctrl-C'))).listen(lease);
  onTestFinished(() => void mute.close());
  await once(mute, 'listening');
  await expect(joinMesh(environment, controller.signal)).rejects.toThrow('Ctrl-C');
});
