import { once } from 'node:events';
import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { preflightCephfs } from '../../src/index.js';
import { directoryWith, KEY, keyring } from '../support.js';

const monitor = createServer((socket) => socket.on('error', () => {}).end('ceph v027\0'));
beforeEach(async () => {
  await once(monitor.listen(0, '127.0.0.1'), 'listening');
});
afterEach(() => monitor.close());

/** Runs the preflight with a `ceph` whose body is this piece of bash, or without one. */
async function preflight(body: string, CEPH_FS?: string, port = (monitor.address() as { port: number }).port) {
  const dir = directoryWith({
    'lab.conf': `[global]\nmon_host = v1:127.0.0.1:${port}\n`,
    keyring: keyring('tester'),
    'tree/bin/ceph': '',
    call: '',
  });
  const ceph = join(dir, 'tree/bin/ceph');
  writeFileSync(ceph, `#!/bin/bash\nprintf '%s\\n' "$*" >'${dir}/call'\n${body}\n`);
  chmodSync(ceph, 0o755);
  const problems = await preflightCephfs({
    settings: {
      ...{ CEPH_SRC: join(dir, 'tree'), CEPH_CONF: join(dir, 'lab.conf'), CEPH_KEYRING: join(dir, 'keyring') },
      ...{ CEPH_USER: 'tester', CEPH_MON_NAME: undefined, CEPH_MS_MODE: undefined },
      ...{ CEPH_FS, CEPH_FS_PATH: '/', CEPH_MOUNT_OPTS: undefined },
    },
    signal: new AbortController().signal,
  });
  return { problems, call: readFileSync(join(dir, 'call'), 'utf8').trim() };
}

/** What `ceph fs dump` says of file systems, each with the states of its MDS. */
function dump(states: Readonly<Record<string, readonly string[]>>, defaultId = 1): string {
  const filesystems = Object.entries(states).map(([fs_name, mds], index) => {
    const info = Object.fromEntries(mds.map((state, gid) => [`gid_${gid}`, { gid, state }]));
    return { id: index + 1, mdsmap: { fs_name, info } };
  });
  return `echo 'dumped fsmap epoch 4' >&2; echo '${JSON.stringify({ default_fscid: defaultId, filesystems })}'`;
}

describe('a file system', () => {
  it('that is there and has an MDS is no problem; the key is on no command line', async () => {
    const { problems, call } = await preflight(dump({ fs: ['up:active'] }));
    expect(problems).toEqual([]);
    expect(call).toMatch(/^--cluster=lab --conf=\/proc\/self\/fd\/3 --name=client\.tester .* fs dump --format=json$/);
    expect(call).not.toContain(KEY);
  });

  it.each([
    ['the named one', 'two', dump({ one: [], two: ['up:replay'] })],
    ['the default one', undefined, dump({ one: [], two: ['up:active'] }, 2)],
  ])('is %s', async (_, name, body) => {
    expect((await preflight(body, name)).problems).toEqual([]);
  });

  it.each([
    ['nobody serves', undefined, dump({ fs: [] }), 'No MDS serves the file system fs'],
    ['has a damaged MDS only', undefined, dump({ fs: ['down:damaged'] }), 'No MDS serves the file system fs'],
    ['has another name', 'fx', dump({ fs: [] }), 'The cluster has no file system fx that the user may see, only fs'],
    ['is not there', undefined, dump({}, -1), 'The cluster has no default file system that the user may see'],
  ])('that %s is a problem of the host', async (_, name, body, message) => {
    const { problems } = await preflight(body, name);
    expect(problems).toMatchObject([{ kind: 'host', message, fix: expect.anything() }]);
  });
});

describe('the user', () => {
  it('is refused', async () => {
    const { problems } = await preflight(
      "echo '[errno 13] RADOS permission denied (error connecting to the cluster)' >&2; exit 13",
    );
    expect(problems).toMatchObject([{ kind: 'host', message: expect.stringContaining('refuses client.tester') }]);
  });

  it('who may not ask for file systems may mount one all the same', async () => {
    expect((await preflight("echo 'Error EACCES: access denied' >&2; exit 13")).problems).toEqual([]);
  });
});

it('a cluster that does not answer in time is a problem of the host', async () => {
  const { problems } = await preflight('echo "Error ETIMEDOUT" >&2; exit 110');
  expect(problems).toMatchObject([{ kind: 'host', message: 'The cluster does not answer ceph in time' }]);
});

it.each([
  'exit 22',
  'echo nonsense',
  'echo null',
  'echo \'{"filesystems":[]}\'',
  `echo '{"default_fscid":1,"filesystems":[{"id":1}]}'`,
])('what another version says proves nothing: %s', async (body) => {
  expect((await preflight(body)).problems).toEqual([]);
});

it('where no monitor answers, that is all, and ceph is not started', async () => {
  const { port } = monitor.address() as { port: number };
  monitor.close();
  const { problems, call } = await preflight('', undefined, port);
  expect(problems).toMatchObject([{ kind: 'host', message: expect.stringContaining('does not answer') }]);
  expect(call).toBe('');
});
