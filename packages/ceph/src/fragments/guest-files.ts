import { formatAddress } from '../cluster/mon-address.js';
import type { ClusterDetails } from '../cluster/read-cluster.js';
import type { Cluster, MonAddress } from '../types.js';

/** Where they are in the guest. */
export const GUEST_KEYRING = '/etc/ceph/keyring';
export const GUEST_CLUSTER = '/etc/ceph/cluster';
export const GUEST_CONF = '/etc/ceph/ceph.conf';

/** The keyring of the one user; empty where the cluster asks for no key. */
export function keyringText({ user, key }: Cluster): string {
  return key === undefined
    ? ''
    : `[client.${user}]
key = ${key}
`;
}

/** What the guest's scripts know of the cluster: assignments of a shell. */
export function clusterText({ user, fsid, mode, monitors }: Cluster): string {
  const values = {
    CEPH_CLIENT: user,
    CEPH_FSID: fsid ?? '',
    CEPH_MODE: mode,
    CEPH_MONITORS: monitors.map(formatAddress).join(','),
  };
  return Object.entries(values)
    .map(([name, value]) => `${name}=${quoted(value)}\n`)
    .join('');
}

/** A configuration for programs of Ceph's in the guest, in which nothing of this machine is. */
export function confText({ cluster, monitors, options }: ClusterDetails): string {
  const kept = options
    .names()
    .sort()
    .flatMap((name) => {
      const value = options.get(name)?.text ?? '';
      return isForGuest(name, value) ? [`${name} = ${escaped(value)}`] : [];
    });
  return [
    '[global]',
    ...(cluster.fsid === undefined ? [] : [`fsid = ${escaped(cluster.fsid)}`]),
    `mon_host = ${monitors.map(monitorText).join(' ')}`,
    `keyring = ${GUEST_KEYRING}`,
    ...kept,
    '',
  ].join('\n');
}

const KINDS = /^(auth|cephx|ms|client|rbd)_/;
/** Of this machine, of another program's, or decided by a setting. */
const LEFT_OUT =
  /_(path|file|dir|socket|log|plugins?)$|^rbd_default_map_options$|^client_(mountpoint|fs|mds_namespace)$/;

function isForGuest(name: string, value: string): boolean {
  return KINDS.test(name) && !LEFT_OUT.test(name) && !/[/$\n]/.test(value) && value !== '';
}

/** Ceph's own parser takes a protocol only before addresses. */
function monitorText(addresses: readonly MonAddress[]): string {
  const [first] = addresses;
  if (first !== undefined && /[^\d.]/.test(first.host) && !first.host.includes(':')) return first.host;
  return `[${addresses.map((address) => `${address.protocol}:${formatAddress(address)}`).join(',')}]`;
}

function escaped(value: string): string {
  return value.replace(/[\\#;"']/g, '\\$&');
}

function quoted(value: string): string {
  return `'${value.replaceAll("'", `'\\''`)}'`;
}
