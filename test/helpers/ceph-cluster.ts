// A Ceph cluster of one monitor (msgr1 and msgr2, cephx), one manager, one OSD in memory, and one metadata server, with
// the pool `rbd` and the file system `fs`; it needs no systemd and nothing of /etc/ceph, and ends with this process.
//
// By hand, in a network namespace of its own with Rapido's bridge: `node scripts/ceph-cluster.mjs`, which says how to use it.
import { randomUUID } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Daemons, type Runner, run } from './ceph-daemons.js';
import { bothProtocols, configurationOf, ENTITIES, keyringOf, newKey } from './ceph-files.js';

export { bothProtocols, keyringOf, newKey } from './ceph-files.js';

export interface ClusterOptions {
  /** An empty directory, with a short path of plain ASCII. */
  readonly directory: string;
  /** An address of the host that guests reach. */
  readonly address: string;
  /** What to put in front of a command so that it runs where that address is. */
  readonly enter: readonly string[];
}

/** A client of CephFS, as the metadata server knows it. */
export interface MdsSession {
  readonly id: number;
  readonly state: string;
  /** As `client.4123 192.168.155.101:0/123` */
  readonly inst: string;
  readonly client_metadata: {
    readonly entity_id?: string;
    readonly hostname?: string;
    readonly kernel_version?: string;
  };
}

export interface CephCluster {
  readonly directory: string;
  readonly fsid: string;
  readonly address: string;
  /** What clients of `admin` read; its keyring is named in it. */
  readonly conf: string;
  readonly keys: Readonly<Record<string, string>>;
  ceph(...args: readonly string[]): Promise<string>;
  rbd(...args: readonly string[]): Promise<string>;
  /** Makes an image in the pool `rbd`, with the features that all kernels take unless told. */
  createImage(name: string, mib: number, features?: string): Promise<void>;
  /** Addresses of the clients that have an image open. */
  watchers(image: string): Promise<string[]>;
  /** Clients of CephFS other than the cluster's own manager. */
  sessions(): Promise<MdsSession[]>;
  /** Resolves when nobody has the image open; rejects after a minute. A dead client has it open for 15 s. */
  unwatched(image: string): Promise<void>;
  /** Stops a daemon (`mon.a`, `mgr.x`, `osd.0`, `mds.a`) as if it hung. */
  pause(daemon: string): void;
  resume(daemon: string): void;
  /** Starts one that does not run. */
  start(daemon: string): void;
  /** Kills the OSD, also a stopped one, and starts it anew; resolves when clients can use it. */
  restartOsd(): Promise<void>;
  stop(): Promise<void>;
}

/** Starts a cluster; resolves when clients can use it. */
export async function startCluster({ directory, address, enter }: ClusterOptions): Promise<CephCluster> {
  const place = { directory, address, fsid: randomUUID() };
  const conf = join(directory, 'ceph.conf');
  const runner = { enter, environment: { ...process.env, CEPH_CONF: conf, CEPH_ARGS: '' } };
  const daemons = new Daemons(runner, join(directory, 'daemons.log'));
  const keys = Object.fromEntries(Object.keys(ENTITIES).map((entity) => [entity.replace('client.', ''), newKey()]));
  writeFileSync(conf, configurationOf(place));
  const rings = Object.entries(ENTITIES).map(([entity, caps]) =>
    keyringOf(entity, keys[entity.replace('client.', '')] as string, caps),
  );
  writeFileSync(join(directory, 'keyring'), rings.join(''), { mode: 0o600 });
  for (const daemon of ['mon', 'mgr', 'osd', 'mds']) mkdirSync(join(directory, daemon), { mode: 0o700 });
  const cluster = handle(place, conf, keys, runner, daemons);
  try {
    await bringUp(cluster, runner, daemons);
  } catch (error) {
    const log = readFileSync(join(directory, 'daemons.log'), 'utf8');
    await cluster.stop();
    throw new Error(`Ceph does not come up; its daemons say:\n${log}`, { cause: error });
  }
  return cluster;
}

async function bringUp(cluster: CephCluster, runner: Runner, daemons: Daemons): Promise<void> {
  const { directory, address, fsid, ceph } = cluster;
  const monitors = join(directory, 'monmap');
  const a = ['--addv', 'a', bothProtocols(address), '--enable-all-features'];
  await run(runner, ['monmaptool', '--create', '--fsid', fsid, ...a, monitors]);
  const keyring = ['--keyring', join(directory, 'keyring')];
  await run(runner, ['ceph-mon', '--id', 'a', '--mkfs', '--monmap', monitors, ...keyring]);
  cluster.start('mon.a');
  const uuid = randomUUID();
  await ceph('osd', 'new', uuid);
  await run(runner, ['ceph-osd', '--id', '0', '--mkfs', '--osd-uuid', uuid]);
  for (const daemon of ['osd.0', 'mgr.x', 'mds.a']) cluster.start(daemon);
  for (const [pool, use] of [
    ['rbd', 'rbd'],
    ['meta', 'cephfs'],
    ['data', 'cephfs'],
  ] as const) {
    await ceph('osd', 'pool', 'create', pool, '8');
    await ceph('osd', 'pool', 'application', 'enable', pool, use);
  }
  await ceph('fs', 'new', 'fs', 'meta', 'data');
  await until('The cluster comes up.', async () => {
    if (['mon.a', 'osd.0', 'mgr.x', 'mds.a'].some((name) => !daemons.runs(name)))
      throw new Error('A daemon has ended.');
    return (await ceph('osd', 'stat')).includes(' 1 up') && (await ceph('mds', 'stat')).includes('up:active');
  });
}

function handle(
  place: Pick<CephCluster, 'directory' | 'address' | 'fsid'>,
  conf: string,
  keys: CephCluster['keys'],
  runner: Runner,
  daemons: Daemons,
): CephCluster {
  const ceph = (...args: readonly string[]) => run(runner, ['ceph', '--connect-timeout', '30', ...args]);
  const rbd = (...args: readonly string[]) => run(runner, ['rbd', ...args]);
  const watchers = async (image: string) => {
    const status = JSON.parse(await rbd('status', '--format', 'json', image)) as { watchers: { address: string }[] };
    return status.watchers.map(({ address }) => address);
  };
  const sessions = async () => {
    const all = JSON.parse(await ceph('tell', 'mds.a', 'session', 'ls')) as MdsSession[];
    return all.filter(({ client_metadata }) => client_metadata.entity_id !== 'x');
  };
  /** The epoch of the map in which the OSD has come up. */
  const upFrom = async () => {
    const { osds } = JSON.parse(await ceph('osd', 'dump', '--format', 'json')) as { osds: { up_from: number }[] };
    return osds[0]?.up_from ?? 0;
  };
  return {
    ...{ ...place, conf, keys, ceph, rbd, watchers, sessions },
    createImage: async (name, mib, features = 'layering') => {
      const words = features.split(',').flatMap((feature) => ['--image-feature', feature]);
      await rbd('create', '--size', `${mib}M`, ...words, name);
    },
    unwatched: (image) => until(`Nobody has ${image} open.`, async () => (await watchers(image)).length === 0),
    pause: (daemon) => daemons.signal(daemon, 'SIGSTOP'),
    resume: (daemon) => daemons.signal(daemon, 'SIGCONT'),
    start: (daemon) => daemons.start(daemon, []),
    restartOsd: async () => {
      const before = await upFrom();
      await daemons.kill('osd.0');
      daemons.start('osd.0', []);
      await until('The OSD is up again.', async () => (await upFrom()) > before);
    },
    stop: async () => {
      await daemons.killAll();
      await rm(place.directory, { recursive: true, force: true });
    },
  };
}

/** Asks until it is so; rejects after a minute. */
async function until(what: string, isSo: () => Promise<boolean>): Promise<void> {
  const end = Date.now() + 60_000;
  while (!(await isSo())) {
    if (Date.now() > end) throw new Error(`Not so within a minute: ${what}`);
    await sleep(100);
  }
}
