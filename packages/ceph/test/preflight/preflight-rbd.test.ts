import { once } from 'node:events';
import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { preflightRbd, type RbdPreflightOptions } from '../../src/index.js';
import { directoryWith, KEY, keyring } from '../support.js';

const monitor = createServer((socket) => socket.on('error', () => {}).end('ceph v027\0'));
beforeEach(async () => {
  if (!monitor.listening) await once(monitor.listen(0, '127.0.0.1'), 'listening');
});
afterEach(() => monitor.close());

/** Runs the preflight with an `rbd` whose body is this piece of bash; `args` has its words. */
async function preflight(
  body: string | undefined,
  given: { createImage?: boolean; CEPH_RBD_IMAGE?: string; CEPH_RBD_POOL?: string; CEPH_RBD_IMAGE_MB?: number } = {},
  options?: RbdPreflightOptions,
) {
  const { port } = monitor.address() as { port: number };
  const dir = directoryWith({
    'lab.conf': `[global]\nmon_host = v1:127.0.0.1:${port}\n`,
    keyring: keyring('tester'),
    ...(body !== undefined && {
      'tree/bin/rbd': `#!/bin/bash\nargs=("$@"); cd '/DIR'; printf '%s\\n' "$*" >>calls\n${body}\n`,
    }),
  });
  const rbd = join(dir, 'tree/bin/rbd');
  if (body !== undefined) {
    writeFileSync(rbd, readFileSync(rbd, 'utf8').replace('/DIR', dir));
    chmodSync(rbd, 0o755);
  }
  const notes: string[] = [];
  const { createImage = false, ...settings } = given;
  const problems = await preflightRbd(
    {
      settings: {
        ...{
          CEPH_SRC: join(dir, 'tree'),
          CEPH_CONF: join(dir, 'lab.conf'),
          CEPH_KEYRING: join(dir, 'keyring'),
          CEPH_USER: 'tester',
        },
        ...{
          CEPH_MON_NAME: undefined,
          CEPH_MS_MODE: undefined,
          CEPH_RBD_POOL: 'rbd',
          CEPH_RBD_IMAGE: 'img',
          CEPH_RBD_IMAGE_MB: 1024,
        },
        ...settings,
      },
      signal: new AbortController().signal,
      kernel: { release: '6.1.0', arch: 'x86_64', has: () => true },
      createImage,
      jobs: 1,
      note: (text) => void notes.push(text),
    },
    options,
  );
  const read = (name: string) => (existsSync(join(dir, name)) ? readFileSync(join(dir, name), 'utf8') : '');
  return { problems, notes, calls: read('calls').split('\n').slice(0, -1), read };
}

const commandsOf = (calls: readonly string[]) => calls.map((line) => line.replace(/^.*?--rados_osd_op_timeout=5 /, ''));

it('a monitor whose name this machine does not know is named', async () => {
  const said = "server name not found: mon1 (Name or service not known)\nunable to parse addrs in 'mon1 10.0.0.1'";
  const { problems } = await preflight(`echo "${said}" >&2; echo "rbd: couldn't connect to the cluster!" >&2; exit 22`);
  expect(problems).toMatchObject([{ kind: 'host', message: expect.stringMatching(/lab\.conf: .* the monitor mon1,/) }]);
});

describe('an image that is there', () => {
  it('is looked at as the user, by configuration and keyring, without a key in sight', async () => {
    const body = 'cat <&3 >conf; cat <&4 >key; tr "\\0" "\\n" </proc/$$/environ >environ; echo "{\\"watchers\\":[]}"';
    process.env['CEPH_ARGS'] = '--id nobody';
    const { problems, notes, calls, read } = await preflight(body).finally(() => delete process.env['CEPH_ARGS']);
    expect([problems, notes]).toEqual([[], []]);
    expect(calls).toHaveLength(1);
    expect(calls[0]).toMatch(
      /^--cluster=lab --conf=\/proc\/self\/fd\/3 --name=client\.tester --key= --keyfile= --keyring=\/proc\/self\/fd\/4 /,
    );
    expect(calls[0]).not.toContain(KEY);
    expect(commandsOf(calls)).toEqual(['status --pool=rbd --image=img --format=json']);
    expect(read('conf')).toContain('mon_host');
    expect(read('key')).toContain(KEY);
    expect(read('environ')).not.toMatch(/^CEPH_/m);
  });

  it('is noted to be in use, by whom', async () => {
    const watchers =
      '{"watchers":[{"address":"10.0.0.5:0/1234","client":1,"cookie":1},{"address":"[fd00::5]:0/9","client":2,"cookie":2}]}';
    const { problems, notes } = await preflight(`echo '${watchers}'`);
    expect(problems).toEqual([]);
    expect(notes).toEqual([expect.stringMatching(/^The RBD image rbd\/img is in use by 10\.0\.0\.5, \[fd00::5\]: /)]);
  });

  it.each(['', 'nonsense', '{"watchers":{"watcher":{"address":"10.0.0.5:0/1"}}}', '[]', 'null', '{"watchers":[1]}'])(
    'is enough, whatever else is said: %j',
    async (text) => {
      const { problems } = await preflight(`cat <<'END'\n${text}\nEND`);
      expect(problems).toEqual([]);
    },
  );

  it('is in another pool, or one of several', async () => {
    const { calls } = await preflight('', { CEPH_RBD_IMAGE: 'unused one' }, { images: ['a', 'fast/b', 'a'] });
    expect(commandsOf(calls).sort()).toEqual([
      'status --pool=fast --image=b --format=json',
      'status --pool=rbd --image=a --format=json',
    ]);
  });
});

describe('what is not there', () => {
  const NO_IMAGE =
    "[[ $* == *create* ]] && exit; echo 'rbd: error opening image img: (2) No such file or directory' >&2; exit 2";

  it('an image: how it is made', async () => {
    const { problems, calls } = await preflight(NO_IMAGE);
    expect(problems).toEqual([
      {
        kind: 'host',
        message: 'There is no image img in the pool rbd',
        fix: expect.stringContaining('--create-image makes it, of 1024 MiB'),
      },
    ]);
    expect(calls).toHaveLength(1);
  });

  it('an image: it is made where the user says so, and said', async () => {
    const { problems, notes, calls } = await preflight(NO_IMAGE, { createImage: true, CEPH_RBD_IMAGE_MB: 64 });
    expect(problems).toEqual([]);
    expect(notes).toEqual([expect.stringMatching(/^Made the RBD image rbd\/img of 64 MiB; .*rbd rm rbd\/img/)]);
    expect(commandsOf(calls)).toEqual([
      'status --pool=rbd --image=img --format=json',
      'create --pool=rbd --image=img --size=64M --image-feature=layering',
    ]);
  });

  it('an image that somebody else makes at that moment is one', async () => {
    const { problems, notes } = await preflight(NO_IMAGE.replace('&& exit', '&& exit 17'), { createImage: true });
    expect([problems, notes]).toEqual([[], []]);
  });

  it('a pool: it is never made', async () => {
    const { problems, calls } = await preflight(
      'echo "rbd: error opening pool \'rbd\': (2) No such file or directory" >&2; exit 2',
      { createImage: true },
    );
    expect(problems).toEqual([
      {
        kind: 'host',
        message: 'The cluster has no pool rbd',
        fix: expect.stringMatching(/CEPH_RBD_POOL.*rbd pool init rbd/),
      },
    ]);
    expect(calls).toHaveLength(1);
  });
});

describe('the cluster', () => {
  it.each([
    [
      'refuses the key',
      "echo 'rbd: couldn'\"'\"'t connect to the cluster!' >&2; exit 13",
      'refuses client.tester',
      'ceph auth get client.tester',
    ],
    [
      'refuses the user',
      'echo "rbd: couldn\'t connect to the cluster!" >&2; exit 1',
      'refuses client.tester',
      'CEPH_KEYRING',
    ],
    [
      'does not allow it',
      "echo 'rbd: error opening image img: (1) Operation not permitted' >&2; exit 1",
      'client.tester may not',
      'ceph auth caps',
    ],
    ['gives up', 'exit 110', 'does not answer rbd in time', 'ceph -s --conf'],
  ])('%s', async (_, body, message, fix) => {
    const { problems } = await preflight(body);
    expect(problems).toEqual([
      { kind: 'host', message: expect.stringContaining(message), fix: expect.stringContaining(fix) },
    ]);
  });

  it('says something else: its last word is shown', async () => {
    const { problems } = await preflight(
      "printf '%s\\n' '2026-11-23 noise' 'rbd: first' 'rbd: some failure' '' >&2; exit 22",
    );
    expect(problems).toEqual([
      { kind: 'host', message: 'Looking at the RBD image rbd/img: rbd: some failure (status 22)' },
    ]);
  });

  it('has an rbd that does not know our words', async () => {
    const { problems } = await preflight('echo "rbd: unrecognised option \'--x\'" >&2; exit 1');
    expect(problems).toMatchObject([{ kind: 'host', message: expect.stringContaining("unrecognised option '--x'") }]);
  });

  it('says the same of all images once', async () => {
    const { problems } = await preflight('exit 13', {}, { images: ['a', 'b'] });
    expect(problems).toHaveLength(1);
  });
});

describe('where there is no rbd', () => {
  const path = process.env['PATH'];
  beforeEach(() => {
    process.env['PATH'] = '/nowhere';
  });
  afterEach(() => {
    process.env['PATH'] = path;
  });

  it('the kernel of the VM is to find out', async () => {
    expect((await preflight(undefined)).problems).toEqual([]);
  });

  it('no image can be made', async () => {
    const { problems } = await preflight(undefined, { createImage: true });
    expect(problems).toEqual([
      {
        kind: 'host',
        message: expect.stringContaining('needs the program rbd'),
        fix: expect.stringContaining('ceph-common'),
      },
    ]);
  });
});

it.each(['', 'a b', '/a', 'a/', 'a/b/c', 'a@snap'])('%j is no name of an image: nobody is asked', async (name) => {
  const { problems, calls } = await preflight('', { CEPH_RBD_IMAGE: name });
  expect(problems).toMatchObject([
    { kind: 'usage', message: expect.stringContaining(`CEPH_RBD_IMAGE: ${JSON.stringify(name)}`) },
  ]);
  expect(calls).toEqual([]);
});

it.each(['', 'my pool', 'a/b', 'a@b'])('%j is no pool that is mapped from: nobody is asked', async (name) => {
  const { problems, calls } = await preflight('', { CEPH_RBD_POOL: name });
  expect(problems).toMatchObject([
    { kind: 'usage', message: expect.stringContaining(`CEPH_RBD_POOL: ${JSON.stringify(name)}`) },
  ]);
  expect(calls).toEqual([]);
});

it('an image of no size is not made', async () => {
  expect((await preflight('', { createImage: true, CEPH_RBD_IMAGE_MB: 0 })).problems).toMatchObject([
    { kind: 'usage', message: expect.stringContaining('CEPH_RBD_IMAGE_MB') },
  ]);
  expect((await preflight('', { CEPH_RBD_IMAGE_MB: 0 })).problems).toEqual([]);
});
