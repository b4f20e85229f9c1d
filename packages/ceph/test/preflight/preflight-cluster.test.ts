import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterEach, describe, expect, it, onTestFinished } from 'vitest';
import { preflightCluster } from '../../src/index.js';
import { askMonitors } from '../../src/preflight/preflight-cluster.js';
import type { Cluster, MonAddress, MsMode } from '../../src/types.js';
import { directoryWith } from '../support.js';

const MSGR1 = 'ceph v027\0\0rest of its greeting';
const MSGR2 = 'ceph v2\n\x10\0';

const closing: (() => void)[] = [];
afterEach(() => {
  for (const close of closing.splice(0)) close();
});

/** A server on loopback that does this with whoever comes. */
async function monitor(greet: (socket: Socket) => unknown): Promise<number> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket.on('error', () => {}));
    greet(socket);
  }).listen(0, '127.0.0.1');
  closing.push(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  await once(server, 'listening');
  return (server.address() as { port: number }).port;
}

/** A port where nothing listens any more. */
async function deadPort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  server.close();
  await once(server, 'close');
  return port;
}

const clusterAt = (ports: readonly number[], mode: MsMode = 'legacy'): Cluster => ({
  configFile: '/lab/ceph.conf',
  user: 'admin',
  mode,
  monitors: ports.map((port): MonAddress => ({ protocol: mode === 'legacy' ? 'v1' : 'v2', host: '127.0.0.1', port })),
});

const ask = (cluster: Cluster, patience = 60_000, signal = new AbortController().signal) =>
  askMonitors(cluster, signal, patience);

describe('a monitor answers', () => {
  it('with the banner of msgr1', async () => {
    expect(await ask(clusterAt([await monitor((socket) => socket.write(MSGR1))]))).toEqual([]);
  });

  it('with that of msgr2, in pieces', async () => {
    const port = await monitor(async (socket) => {
      socket.setNoDelay(true).write(MSGR2.slice(0, 3));
      // The other end, which is in this process, reads between two turns of its loop.
      for (let turn = 0; turn < 3; turn++) await new Promise(setImmediate);
      socket.write(MSGR2.slice(3));
    });
    expect(await ask(clusterAt([port], 'secure'))).toEqual([]);
  });

  it('though others refuse, hang and speak something else: nobody waits for them', async () => {
    const warned: Error[] = [];
    const onWarning = (warning: Error) => warned.push(warning);
    process.on('warning', onWarning);
    onTestFinished(() => void process.off('warning', onWarning));
    const ports = [await deadPort(), await monitor(() => {}), await monitor((socket) => socket.write('SSH-2.0\r\n'))];
    ports.push(...Array.from({ length: 10 }, () => ports[1] ?? 0));
    expect(await ask(clusterAt([...ports, await monitor((socket) => socket.write(MSGR1))]))).toEqual([]);
    expect(warned).toEqual([]);
  });
});

describe('none answers', () => {
  it('and each says why', async () => {
    const [dead, silent] = [await deadPort(), await monitor(() => {})];
    const [closed, other] = [
      await monitor((socket) => socket.end()),
      await monitor((socket) => socket.write('SSH-2.0-x\r\n')),
    ];
    const [problem, ...more] = await ask(clusterAt([dead, silent, closed, other]), 2000);
    expect(more).toEqual([]);
    expect(problem).toMatchObject({ kind: 'host', fix: expect.stringContaining('/lab/ceph.conf') });
    expect(problem?.message.split(/[:;] (?=127)/)).toEqual([
      'No monitor of the cluster answers',
      `127.0.0.1:${dead} refuses connections: nothing listens there`,
      `127.0.0.1:${silent} takes the connection and says nothing`,
      `127.0.0.1:${closed} closes the connection`,
      `127.0.0.1:${other} is no monitor of Ceph`,
    ]);
  });

  it('and its silence has an end, though memory is cleared meanwhile', async () => {
    setFlagsFromString('--expose-gc');
    const clear = runInNewContext('gc') as () => void;
    const cluster = clusterAt([await monitor(() => setImmediate(clear))]);
    expect((await ask(cluster, 300))[0]?.message).toContain('takes the connection and says nothing');
  });

  it('of a name that nobody has', async () => {
    const cluster = { ...clusterAt([]), monitors: [{ protocol: 'v1' as const, host: 'mon.invalid', port: 6789 }] };
    expect((await ask(cluster))[0]?.message).toMatch(
      /^The monitor of the cluster does not answer: mon\.invalid:6789 is a name that nobody/,
    );
  });

  it.each([
    ['legacy', MSGR2, 'speaks msgr2, not msgr1', 'prefer-crc'],
    ['crc', MSGR1, 'speaks msgr1, not msgr2', 'legacy'],
  ] as const)('in %s, where it speaks the other protocol', async (mode, banner, what, instead) => {
    const [problem] = await ask(clusterAt([await monitor((socket) => socket.write(banner))], mode));
    expect(problem?.message).toContain(what);
    expect(problem?.fix).toContain(`CEPH_MS_MODE to ${instead}`);
  });
});

it('ends at once when the user interrupts', async () => {
  const controller = new AbortController();
  const port = await monitor(() => controller.abort(new Error('interrupted')));
  await expect(ask(clusterAt([port]), 60_000, controller.signal)).rejects.toThrow('interrupted');
});

describe('preflightCluster', () => {
  const given = (conf: string) => {
    const dir = directoryWith({ 'ceph.conf': conf });
    const unset = { CEPH_SRC: undefined, CEPH_KEYRING: undefined, CEPH_MON_NAME: undefined, CEPH_MS_MODE: undefined };
    return {
      signal: new AbortController().signal,
      settings: { ...unset, CEPH_CONF: join(dir, 'ceph.conf'), CEPH_USER: 'admin' },
    };
  };
  const conf = (port: number) => `[global]\nmon_host = v1:127.0.0.1:${port}\nauth_client_required = none\n`;

  it('asks the monitors that the configuration names', async () => {
    expect(await preflightCluster(given(conf(await monitor((socket) => socket.write(MSGR1)))))).toEqual([]);
    expect(await preflightCluster(given(conf(await deadPort())))).toMatchObject([{ kind: 'host' }]);
  });

  it('asks nobody where the configuration is wrong', async () => {
    expect(await preflightCluster(given('[global]\nauth_client_required = none\n'))).toMatchObject([
      { kind: 'usage', message: expect.stringContaining('names no monitor') },
    ]);
  });
});
