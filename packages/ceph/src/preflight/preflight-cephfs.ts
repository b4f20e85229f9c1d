import type { PreflightContext, Problem } from '@rapido/kit';
import { type ClusterDetails, readDetails } from '../cluster/read-cluster.js';
import type { cephfsSettings } from '../settings.js';
import { findProgram } from './find-program.js';
import { type FileSystem, type FsMap, readFsMap } from './fs-map.js';
import { askMonitors } from './preflight-cluster.js';
import { refused, runAsClient, slow } from './run-as-client.js';
import type { Ended } from './run-program.js';

/**
 * `preflightCluster`, then whether the cluster takes the user's key, and whether the file system is there and served, where this machine has the program
 * `ceph`: 13 seconds at most. What that does not tell is no problem.
 */
export async function preflightCephfs({
  settings,
  signal,
}: Pick<PreflightContext<typeof cephfsSettings>, 'settings' | 'signal'>): Promise<readonly Problem[]> {
  const { details, problems } = readDetails(settings);
  if (details === undefined) return problems;
  const unreachable = await askMonitors(details.cluster, signal);
  const program = findProgram('ceph', settings.CEPH_SRC);
  if (unreachable.length > 0 || program === undefined) return unreachable;
  const dump = await runAsClient(program, details, ['fs', 'dump', '--format=json'], signal);
  return judgeDump(dump, details, settings.CEPH_FS);
}

function judgeDump({ status, late, stdout, stderr }: Ended, { cluster }: ClusterDetails, name?: string): Problem[] {
  if (late || status === 110) return [slow('ceph', cluster, 'have its monitors a quorum?')];
  if (status === 13 && /connecting to the cluster/.test(stderr)) return [refused(cluster)];
  const map = status === 0 ? readFsMap(stdout) : undefined;
  return map === undefined ? [] : judgeMap(map, name);
}

function judgeMap({ fileSystems, defaultId }: FsMap, name?: string): Problem[] {
  const found = fileSystems.find((one) => (name === undefined ? one.id === defaultId : one.name === name));
  if (found !== undefined) return found.served ? [] : [notServed(found)];
  const names = fileSystems.map((one) => one.name).join(', ');
  const what = name === undefined ? 'no default file system' : `no file system ${name}`;
  return [
    {
      kind: 'host',
      message: `The cluster has ${what} that the user may see${names === '' ? '' : `, only ${names}`}`,
      fix: 'CEPH_FS names it; `ceph fs ls` lists them, `ceph fs volume create NAME` makes one, and `ceph auth get` shows what a user may.',
    },
  ];
}

function notServed({ name }: FileSystem): Problem {
  return {
    kind: 'host',
    message: `No MDS serves the file system ${name}`,
    fix: `Start one; \`ceph fs status ${name}\` shows what there is.`,
  };
}
