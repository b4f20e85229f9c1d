// The cluster that all scenarios share, and VMs of an ordinary user on its bridge.
import { chmodSync, chownSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect } from 'vitest';
import { bothProtocols, type CephCluster, keyringOf, startCluster } from '../helpers/ceph-cluster.js';
import {
  asUser,
  linkPlugins,
  type Result,
  type Running,
  type RunOptions,
  rapido,
  startRapido,
  temporaryDirectory,
  type User,
} from '../helpers/index.js';
import {
  inNetwork,
  type NetworkNamespace,
  networkNamespace,
  ordinaryIn,
  rootIn,
} from '../helpers/network-namespace.js';
import { watchCommandLines } from '../helpers/secrets.js';
import { type Booted, booted } from '../run/vm.js';

const ADDRESS = '192.168.155.1';
/** In the bridge's network, and nobody's. */
export const NOBODY = '192.168.155.77';

export const isRoot = process.getuid?.() === 0;
const uid = 65534;

interface Scene {
  readonly cluster: CephCluster;
  readonly namespace: NetworkNamespace;
  readonly user: User;
  /** Of all processes on this machine that were seen since the cluster is there. */
  commandLines(): ReadonlySet<string>;
}

let shared: Scene | undefined;

/** The cluster, its network, and the user whose VMs reach it: for use in tests. */
export function scene(): Scene {
  if (shared === undefined) throw new Error('There is no cluster.');
  return shared;
}

/** Starts the cluster before the file's tests, and ends it after them. */
export function shareCluster(): void {
  let namespace: NetworkNamespace | undefined;
  let watch: ReturnType<typeof watchCommandLines> | undefined;
  beforeAll(async () => {
    await linkPlugins(['cut-ceph', 'cut-fstests', 'cut-blktests', 'cut-samba'], asUser(uid));
    namespace = await networkNamespace();
    const env = { SUDO_UID: undefined };
    const owner = isRoot ? uid : 0;
    const up = ['net', 'up', '--vms', '3', '--set', `TAP_USER=${owner}`, '--set', `BR_ADDR=${ADDRESS}/24`];
    const { status, stderr } = await rapido(up, { user: rootIn(namespace), env });
    expect(status, stderr).toBe(0);
    const enter = inNetwork(namespace, []);
    const cluster = await startCluster({ directory: temporaryDirectory('ceph'), address: ADDRESS, enter });
    watch = watchCommandLines();
    shared = { cluster, namespace, user: ordinaryIn(namespace, uid), commandLines: watch.seen };
  });
  afterAll(async () => {
    watch?.stop();
    await shared?.cluster.stop();
    await namespace?.close();
    shared = undefined;
  });
}

export interface ClientOptions {
  /** `mon_host`; the cluster's monitor unless told. */
  readonly monHost?: string;
  /** Of client.tester; its own unless told. */
  readonly key?: string;
  /** Further lines of the configuration file. */
  readonly conf?: string;
}

/** A directory of the user's with a `rapido.conf`, and a configuration and a keyring of `client.tester` beside it. */
export function clientDirectory(settings: Readonly<Record<string, string>>, options: ClientOptions = {}): string {
  const { cluster } = scene();
  // Ceph takes a blank in the name of a keyring for the end of it.
  const directory = temporaryDirectory('client');
  const { monHost = bothProtocols(ADDRESS), key = cluster.keys['tester'] as string, conf = '' } = options;
  const keyring = join(directory, 'mine.keyring');
  const all = { CEPH_CONF: '${RAPIDO_DIR}/ceph.conf', CEPH_USER: 'tester', VM_NET: 'bridge', ...settings };
  const lines = Object.entries(all).map(([name, value]) => `${name}="${value}"\n`);
  for (const [path, text, mode] of [
    [join(directory, 'rapido.conf'), lines.join(''), 0o644],
    [keyring, keyringOf('client.tester', key), 0o600],
    [
      join(directory, 'ceph.conf'),
      `# of a client\n[global]\nfsid = ${cluster.fsid}\nmon host = ${monHost}\n[client]\nkeyring = ${keyring}\n${conf}`,
      0o644,
    ],
  ] as const) {
    writeFileSync(path, text);
    chmodSync(path, mode);
  }
  mkdirSync(join(directory, 'initrds'));
  for (const name of ['', 'rapido.conf', 'mine.keyring', 'ceph.conf', 'initrds']) own(join(directory, name));
  return directory;
}

function own(path: string): void {
  if (isRoot) chownSync(path, uid, uid);
}

/** Starts `rapido run` as the user, in a directory of `clientDirectory`. */
export function startRun(directory: string, args: readonly string[], env: RunOptions['env'] = {}): Running {
  return startRapido(['run', ...args], { cwd: directory, user: scene().user, env });
}

/** Runs a cut to the end of its VM. */
export function runCut(directory: string, args: readonly string[], env: RunOptions['env'] = {}): Promise<Booted> {
  return booted(startRun(directory, args, env));
}

/** Runs a cut that does not get as far as a VM. */
export function runRefused(directory: string, args: readonly string[]): Promise<Result> {
  return startRun(directory, args).result;
}
