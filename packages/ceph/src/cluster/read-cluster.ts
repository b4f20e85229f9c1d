import type { Problem } from '@rapido/kit';
import { type Conf, findConf } from '../conf/find-conf.js';
import { type Options, optionsOf } from '../conf/options.js';
import type { ClusterValues } from '../settings.js';
import type { Cluster, MsMode } from '../types.js';
import { findKey, type KeyFound, keyOf } from './key.js';
import { chooseMode } from './mode.js';
import type { Monitor } from './mon-address.js';
import { findMonitors } from './monitors.js';

/** A cluster, or everything for which its clients cannot be set up. */
export interface ClusterReading {
  /** Absent where there are problems. */
  readonly cluster?: Cluster;
  readonly problems: readonly Problem[];
}

/** What else is known of a cluster, for programs of Ceph's own. */
export interface ClusterDetails {
  readonly cluster: Cluster;
  /** The monitors to use, each with its addresses of both protocols. */
  readonly monitors: readonly Monitor[];
  readonly options: Options;
  /** CEPH_MS_MODE. */
  readonly wantedMode?: MsMode;
  /** The keyring that has the key, where a keyring has it. */
  readonly keyring?: string;
}

/** Where files are that no setting names; for tests. */
export interface Places {
  readonly etc?: string;
}

/**
 * What ceph.conf and the keyring of one user say, as the settings name them. Reads files of this machine and nothing else: no program is
 * started, no name is looked up.
 */
export function readCluster(settings: ClusterValues, places: Places = {}): ClusterReading {
  const { details, problems } = readDetails(settings, places);
  return { ...(details && { cluster: details.cluster }), problems };
}

/** As `readCluster`, with all that is known. */
export function readDetails(
  settings: ClusterValues,
  { etc }: Places = {},
): { readonly details?: ClusterDetails; readonly problems: readonly Problem[] } {
  const { conf, problems: confProblems } = findConf(settings, etc);
  const { user, problems: userProblems } = userOf(settings.CEPH_USER);
  const first = [...confProblems, ...userProblems];
  if (conf === undefined) return { problems: [...first, ...keyringProblems(settings, user)] };
  const options = optionsOf(conf, user ?? '');
  const wantedMode = settings.CEPH_MS_MODE as MsMode | undefined;
  const { monitors, problems: monitorProblems } = findMonitors(conf, options, settings.CEPH_MON_NAME);
  const { mode, addresses, problems: modeProblems } = chooseMode(monitors, wantedMode);
  const { key, keyring, problems: keyProblems } = authenticate(settings, conf, { options, user, mode, etc });
  const problems = [...first, ...monitorProblems, ...modeProblems, ...keyProblems];
  if (user === undefined || problems.length > 0) return { problems };
  const fsid = options.get('fsid')?.text.trim() || undefined;
  const cluster: Cluster = {
    ...{ configFile: conf.path, user, mode, monitors: addresses },
    ...(fsid !== undefined && { fsid }),
    ...(key !== undefined && { key }),
  };
  const more = { ...(wantedMode && { wantedMode }), ...(keyring !== undefined && { keyring }) };
  return { details: { cluster, monitors, options, ...more }, problems: [] };
}

/** Of a keyring that is named by itself: all that is wrong is said at once. */
function keyringProblems({ CEPH_KEYRING: keyring }: ClusterValues, user: string | undefined): readonly Problem[] {
  return keyring === undefined || user === undefined ? [] : keyOf(keyring, user).problems;
}

interface Client {
  readonly options: Options;
  readonly user: string | undefined;
  readonly mode: MsMode;
  readonly etc: string | undefined;
}

/** The key, where the cluster asks for one. */
function authenticate({ CEPH_KEYRING }: ClusterValues, conf: Conf, { options, user, mode, etc }: Client): KeyFound {
  const methods = options.get('auth_supported')?.text || options.get('auth_client_required')?.text || 'cephx';
  const [cephx, none] = ['cephx', 'none'].map((method) => methods.split(/[;,\s]+/).includes(method));
  if (none && !cephx) return { problems: insecure(conf, mode) };
  if (user === undefined) return { problems: [] };
  const found = findKey({ conf, options, user, keyring: CEPH_KEYRING, etc });
  return none ? { ...found, problems: [] } : found;
}

/** Encryption takes its key from cephx. */
function insecure({ path }: Conf, mode: MsMode): readonly Problem[] {
  if (mode !== 'secure') return [];
  const message = `CEPH_MS_MODE: secure needs cephx, and ${path} says auth_client_required = none`;
  return [{ kind: 'usage', message, fix: 'Set CEPH_MS_MODE to crc.' }];
}

/** Its name gets into options of mounts, between commas. */
function userOf(written: string): { readonly user?: string; readonly problems: readonly Problem[] } {
  const user = written.replace(/^client\./, '');
  if (/^[^\s,=[\]#;"'\\$]+$/.test(user)) return { user, problems: [] };
  const message = `CEPH_USER: ${JSON.stringify(written)} is no name of a client`;
  return { problems: [{ kind: 'usage', message, fix: 'It is like admin, which is client.admin.' }] };
}
