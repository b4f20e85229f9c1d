import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { pty, rapido, SANDBOX, SELF } from '../helpers/index.js';
import { boot, booted, cutImage, startBoot, steps } from '../run/vm.js';

let image = '';

beforeAll(async () => {
  image = await cutImage();
});

test('a second shell, while the steps go on', async () => {
  expect(await rapido(['sh'])).toMatchObject({ status: 129, stderr: expect.stringContaining('No VM is running.') });
  const running = startBoot(
    image,
    steps('echo begun; until [[ -e /tmp/end ]]; do sleep 0.1; done; echo "$(</tmp/end)"'),
  );
  await running.stdout.waitFor('begun');

  // One after the other: each has the line for itself.
  const failing = await rapido(['sh', '--', 'echo out; echo err >&2; exit 7']);
  expect(failing).toMatchObject({ status: 7, stdout: 'out\nerr\n', stderr: '' });
  expect(await rapido(['sh', 'simple-example', '--', 'printf', '%s|', 'a  b', "it's", '\\x00'])).toMatchObject({
    status: 0,
    stdout: "a  b|it's|\\x00|",
  });
  const bytes = await rapido(['sh', '--', "printf '\\r\\n\\x1b\\t\\x04\\x03end'"]);
  expect(bytes.stdout).toBe('\r\n\x1b\t\x04\x03end');
  expect((await rapido(['sh', '9'])).status).toBe(129);

  const shell = pty(['sh'], { columns: 111, rows: 33 });
  await shell.waitFor(/rapido\d+:.*# /);
  shell.write('stty size; [[ /proc/self/fd/0 -ef /dev/ttyS3 ]] && echo "on its ""line"\r');
  await shell.waitFor(/33 111\s/);
  await shell.waitFor('on its line\r\n');
  const second = await rapido(['sh', '--', 'true']);
  expect([second.status, second.stderr]).toEqual([128, expect.stringContaining('one at a time')]);
  shell.write('while read -r word; do echo "got $word"; done\r');
  await shell.waitFor('done\r\n');
  shell.write('it\r');
  await shell.waitFor('got it\r\n');
  shell.write('\x03');
  await shell.waitFor(/\^C\r\nrapido\d+:.*# $/);
  shell.resize(99, 22);
  shell.write('until [[ $(stty size) == "22 99" ]]; do sleep 0.1; done; echo resi""zed\r');
  await shell.waitFor('resized');
  shell.write('exit 3\r');
  expect(await shell.status).toBe(3);

  // Who goes away without a word leaves the line free.
  const left = pty(['sh']);
  await left.waitFor(/rapido\d+:.*# /);
  left.kill('SIGKILL');
  await left.status;
  expect(await freed()).toBe('free\n');

  // With this the VM may end before the shell has told its status.
  await rapido(['sh', '--', 'echo from the shell >/tmp/end']);
  const { status, stdout } = await booted(running);
  expect([status, stdout]).toEqual([0, 'begun\nfrom the shell\n']);
});

test('the guest gets to what it is asked for, however late, and then to the next', async () => {
  const running = startBoot(
    image,
    steps(
      'agent=$(</rapido/run/agent); kill -s STOP "$agent"; echo stopped; sleep 10; kill -s CONT "$agent"',
      'until [[ -e /tmp/end ]]; do sleep 0.1; done',
    ),
  );
  await running.stdout.waitFor('stopped');
  // Who asks for a shell is gone before the guest hears of it.
  const directory = join(SELF.directories.runtime, 'rapido');
  const [socket = ''] = readdirSync(directory).filter((name) => name.endsWith('.sock'));
  const left = connect(join(directory, socket));
  left.end(`${JSON.stringify({ type: 'open', terminal: true, rows: 24, columns: 80, term: 'dumb' })}\n`);
  await once(left, 'close');
  expect(await freed()).toBe('free\n');
  await rapido(['sh', '--', ': >/tmp/end']);
  expect((await booted(running)).status).toBe(0);
});

/** What a second shell prints as soon as there is none any more. */
async function freed(): Promise<string> {
  const { status, stdout, stderr } = await rapido(['sh', '--', 'echo free']);
  return status === 128 && stderr.includes('one at a time') ? freed() : stdout;
}

test('files come into the bundle after failures too: globs, directories, bytes as they are', async () => {
  const make =
    "mkdir -p /res/d; printf '\\x00\\xff\\r\\n\\x1b]rapido;0;file;end\\x07.' >/res/d/a; echo x >'/res/with space'";
  const run = await boot(image, ['--get', '/res/*', '--get', '/proc/version', ...steps(`${make}; exit 3`)]);
  expect(run.status).toBe(3);
  const file = (name: string) => readFileSync(join(run.verdict.bundle, 'files', name), 'latin1');
  expect(file('res/d/a')).toBe('\x00\xff\r\n\x1b]rapido;0;file;end\x07.');
  expect(file('res/with space')).toBe('x\n');
  expect(file('proc/version')).toMatch(/^Linux version /);
  expect(run.verdict.vms[run.verdict.vm]?.files.map(({ path }) => path)).toEqual([
    '/res/d/a',
    '/res/with space',
    '/proc/version',
  ]);
});

test('gdb finds a VM that waits for it, and lets it go on', async () => {
  const running = startBoot(image, ['--gdb', 'wait', '--hang-timeout', '1s', ...steps('echo ran')]);
  await running.stderr.waitFor(/^Debug with: rapido gdb \d+, or gdb .*'target remote .*\.gdb'/m);
  // It is noted when QEMU runs.
  const attach = async (): Promise<string> => {
    const { status, stdout, stderr } = await rapido([
      'gdb',
      '--',
      '-batch',
      '-ex',
      'info registers rip',
      '-ex',
      'detach',
    ]);
    if (stderr.includes('No VM is running')) return attach();
    expect(status, stderr).toBe(0);
    return stdout;
  };
  expect(await attach()).toMatch(/^rip +0xfff0/m);
  const { status, stdout } = await booted(running);
  expect([status, stdout]).toEqual([0, 'ran\n']);

  const plain = startBoot(image, steps('echo begun; sleep 1000'), { cwd: SANDBOX });
  await plain.stdout.waitFor('begun');
  const refused = await rapido(['gdb']);
  expect([refused.status, refused.stderr]).toEqual([129, expect.stringContaining('was not started with --gdb')]);
  expect((await rapido(['stop', '--all'])).status).toBe(0);
  expect((await plain.result).status).toBe(143);
});
