// What the daemons of a test's Ceph cluster read: its configuration and its keys.
import { randomBytes } from 'node:crypto';

/** A key as keyrings have it: `struct ceph_crypto_key` (AES, seconds, nanoseconds, 16 bytes), in base64. */
export function newKey(): string {
  const head = Buffer.alloc(12);
  head.writeUInt16LE(1, 0);
  head.writeUInt32LE(Math.floor(Date.now() / 1000), 2);
  head.writeUInt16LE(16, 10);
  return Buffer.concat([head, randomBytes(16)]).toString('base64');
}

export type Caps = Readonly<Record<string, string>>;

/** The text of a keyring. */
export function keyringOf(entity: string, key: string, caps: Caps = {}): string {
  const rights = Object.entries(caps).map(([kind, words]) => `\tcaps ${kind} = "${words}"\n`);
  return `[${entity}]\n\tkey = ${key}\n${rights.join('')}`;
}

/** Who is in a cluster, and what each may do. */
export const ENTITIES: Readonly<Record<string, Caps>> = {
  'mon.': { mon: 'allow *' },
  'client.admin': { mon: 'allow *', mgr: 'allow *', osd: 'allow *', mds: 'allow *' },
  // A user with no more rights than a client of images and of one file system needs.
  'client.tester': { mon: 'profile rbd, allow r', osd: 'profile rbd, allow rw tag cephfs data=fs', mds: 'allow rw' },
  'mgr.x': { mon: 'allow profile mgr', osd: 'allow *', mds: 'allow *' },
  'mds.a': { mon: 'allow profile mds', osd: 'allow *', mds: 'allow *' },
  'osd.0': { mon: 'allow profile osd', osd: 'allow *' },
};

/** Addresses of a monitor, as `mon_host` has them. */
export function bothProtocols(address: string): string {
  return `[v2:${address}:3300,v1:${address}:6789]`;
}

export interface ClusterPlace {
  readonly directory: string;
  readonly fsid: string;
  /** Of the host, in a network of 24 bits. */
  readonly address: string;
}

/** The daemons' configuration: one of everything, with a sparse file for a disk, and nothing outside the directory. */
export function configurationOf({ directory, fsid, address }: ClusterPlace): string {
  return `[global]
fsid = ${fsid}
mon_host = ${bothProtocols(address)}
public_network = ${address}/24
ms_bind_ipv6 = false
auth_cluster_required = cephx
auth_service_required = cephx
auth_client_required = cephx
auth_allow_insecure_global_id_reclaim = false
run_dir = ${directory}
crash_dir = ${directory}
keyring = ${directory}/keyring
log_file = ${directory}/$name.log
osd_pool_default_size = 1
osd_pool_default_min_size = 1
osd_pool_default_pg_num = 8
osd_pool_default_pg_autoscale_mode = off
osd_crush_chooseleaf_type = 0
mon_allow_pool_size_one = true
mon_warn_on_pool_no_redundancy = false
mon_data_avail_warn = 1
mon_data_avail_crit = 1
[mon]
mon_data = ${directory}/mon
mon_cluster_log_file = ${directory}/cluster.log
mon_osd_min_down_reporters = 1
paxos_propose_interval = 0.1
[mgr]
mgr_data = ${directory}/mgr
mgr_initial_modules =
[mds]
mds_data = ${directory}/mds
[osd]
osd_data = ${directory}/osd
osd_objectstore = bluestore
bluestore_block_size = 4294967296
osd_memory_target = 939524096
osd_client_watch_timeout = 15
`;
}
