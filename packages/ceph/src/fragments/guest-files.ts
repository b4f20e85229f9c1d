import { formatAddress, isAddress, MON_PORTS, type Monitor } from '../cluster/mon-address.js';
import type { ClusterDetails } from '../cluster/read-cluster.js';
import type { Cluster, MsMode } from '../types.js';
import { forGuest } from './guest-addresses.js';

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
    CEPH_MONITORS: forGuest(monitors).map(formatAddress).join(','),
  };
  return Object.entries(values)
    .map(([name, value]) => `${name}=${quoted(value)}\n`)
    .join('');
}

/** A configuration for programs of Ceph's in the guest, in which nothing of this machine is. */
export function confText({ cluster, monitors, options, wantedMode }: ClusterDetails): string {
  const kept = options
    .names()
    .sort()
    .flatMap((name) => {
      const value = options.get(name)?.text ?? '';
      return isForGuest(name, value) ? [`${name} = ${escaped(value)}`] : [];
    });
  const reachable = monitors.map(forGuest).filter((addresses) => addresses.length > 0);
  return [
    '[global]',
    ...(cluster.fsid === undefined ? [] : [`fsid = ${escaped(cluster.fsid)}`]),
    `mon_host = ${reachable.map(monitorText).join(',')}`,
    `keyring = ${GUEST_KEYRING}`,
    ...kept,
    ...modeLines(wantedMode),
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

/** Ceph's own parser takes a protocol before addresses only, not before names. */
function monitorText(monitor: Monitor): string {
  const names = monitor.filter(({ host }) => !isAddress(host));
  const addresses = monitor.filter(({ host }) => isAddress(host));
  const usual = (name: string) =>
    names.every(({ host, port, protocol }) => host !== name || port === MON_PORTS[protocol]);
  const texts = names.map((name) => (usual(name.host) ? name.host : formatAddress(name)));
  const group = addresses.map((address) => `${address.protocol}:${formatAddress(address)}`).join(',');
  return [...new Set(texts), ...(group === '' ? [] : [`[${group}]`])].join(',');
}

/** librados' own words for a mode; it chooses by itself where none is set. */
function modeLines(mode: MsMode | undefined): string[] {
  if (mode === undefined || mode === 'legacy') return [];
  const other = mode.endsWith('crc') ? 'secure' : 'crc';
  const modes = mode.startsWith('prefer-') ? `${mode.slice('prefer-'.length)} ${other}` : mode;
  return [`ms_client_mode = ${modes}`, `ms_mon_client_mode = ${modes}`];
}

function escaped(value: string): string {
  return value.replace(/[\\#;"']/g, '\\$&');
}

function quoted(value: string): string {
  return `'${value.replaceAll("'", `'\\''`)}'`;
}
