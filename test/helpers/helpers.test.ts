import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { asUser, leftovers, nothingLeft, ptyOf, SELF, start, temporaryDirectory } from './index.js';

let earlier = '';
afterAll(() => expect(existsSync(earlier)).toBe(false));

test('a temporary directory is there during the test', () => {
  earlier = temporaryDirectory();
  expect(existsSync(earlier)).toBe(true);
});

test('a program gets its input and the small environment, and its status comes back', async () => {
  const directory = temporaryDirectory();
  const result = await start(['sh', '-c', 'cat; echo "$HOME:$X:$TERM" >&2; exit 7'], {
    input: 'hello',
    cwd: directory,
    env: { X: 'y' },
  }).result;
  expect(result).toEqual({ status: 7, stdout: 'hello', stderr: `${SELF.directories.home}:y:\n` });
});

test('a process that outlives the program that started it is found, until it ends', async () => {
  const { result } = start(['sh', '-c', 'sleep 1000 >/dev/null 2>&1 & echo $!']);
  const pid = Number((await result).stdout);
  expect(leftovers()).toEqual([expect.stringContaining(`process ${pid}: sleep 1000`)]);
  process.kill(pid, 'SIGKILL');
  await nothingLeft();
});

test('abstract sockets of such a process and temporary files are found', async () => {
  const file = join(SELF.directories.temporary, 'x');
  const server = `require('net').createServer().listen('\\0rapido-test-${process.pid}', () => console.log('up'))`;
  const running = start([process.execPath, '-e', server]);
  await running.stdout.waitFor('up');
  writeFileSync(file, '');
  const left = leftovers().join('\n');
  expect(left).toContain(`abstract socket @rapido-test-${process.pid} of`);
  expect(left).toContain('file me/tmp/x');
  running.kill('SIGTERM');
  expect((await running.result).status).toBe(128 + 15);
  await start(['rm', file]).result;
  await nothingLeft();
});

test('an ordinary user can write at home and nowhere else', async () => {
  const user = asUser();
  const { stdout, status } = await start(['sh', '-c', 'id -u; touch "$HOME/x" && ! touch /etc/rapido-test'], { user })
    .result;
  expect(status).toBe(0);
  if (process.getuid?.() === 0) expect(stdout).toBe('65534\n');
  const { result } = start([process.execPath, '-e', `require('fs').readFileSync('${user.cli}')`], { user });
  expect((await result).status).toBe(0);
});

test('a terminal shows what is typed, knows its size, and gives the status', async () => {
  const terminal = ptyOf(['sh', '-c', 'stty size; read x; stty size; read y; exit $x']);
  await terminal.waitFor('24 80\r\n');
  terminal.resize(100, 30);
  terminal.write('9\r');
  await terminal.waitFor('9\r\n30 100\r\n');
  // What comes just before the end may be lost on a busy machine.
  terminal.write('\r');
  await expect(terminal.status).resolves.toBe(9);
});
