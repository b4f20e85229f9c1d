import type { Problem } from '@rapido/kit';
import { type Conf, findConf } from '../conf/find-conf.js';
import { type Options, optionsOf } from '../conf/options.js';
import type { ClusterValues } from '../settings.js';
import type { Cluster, MsMode } from '../types.js';
import { findKey } from './key.js';
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
  if (conf === undefined || user === undefined) return { problems: first };
  const options = optionsOf(conf, user);
  const found = findMonitors(conf, options, settings.CEPH_MON_NAME);
  const chosen = chooseMode(found.monitors, settings.CEPH_MS_MODE as MsMode | undefined);
  const auth = authOf(options);
  const {
    key,
    keyring,
    problems: keyProblems,
  } = auth.key
    ? findKey({ conf, options, user, keyring: settings.CEPH_KEYRING, ...(etc !== undefined && { etc }) })
    : { problems: [] };
  const problems = [...first, ...found.problems, ...chosen.problems, ...(auth.none ? [] : keyProblems)];
  if (problems.length > 0) return { problems };
  const cluster: Cluster = {
    configFile: conf.path,
    ...fsidOf(conf, options),
    user,
    ...(key !== undefined && { key }),
    mode: chosen.mode,
    monitors: chosen.addresses,
  };
  return {
    details: { cluster, monitors: found.monitors, options, ...(keyring !== undefined && { keyring }) },
    problems: [],
  };
}

/** Its name gets into options of mounts, between commas. */
function userOf(written: string): { readonly user?: string; readonly problems: readonly Problem[] } {
  const user = written.replace(/^client\./, '');
  if (/^[^\s,=[\]#;"'\\$]+$/.test(user)) return { user, problems: [] };
  const message = `CEPH_USER: ${JSON.stringify(written)} is no name of a client`;
  return { problems: [{ kind: 'usage', message, fix: 'It is like admin, which is client.admin.' }] };
}

/** Whether a key may be used, and whether it goes without: both where the configuration offers both. */
function authOf(options: Options): { readonly key: boolean; readonly none: boolean } {
  const supported = options.get('auth_supported')?.text || options.get('auth_client_required')?.text || 'cephx';
  const methods = supported.split(/[;,\s]+/);
  return { key: methods.includes('cephx') || !methods.includes('none'), none: methods.includes('none') };
}

function fsidOf(_conf: Conf, options: Options): { fsid?: string } {
  const fsid = options.get('fsid')?.text.trim();
  return fsid ? { fsid } : {};
}
