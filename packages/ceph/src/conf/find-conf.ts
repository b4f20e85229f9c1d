import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Problem } from '@rapido/kit';
import type { ClusterValues } from '../settings.js';
import { type Ini, type IniFault, readIni } from './ini.js';
import { readText, type TextFile } from './read-text.js';

/** A cluster's configuration file. */
export interface Conf {
  readonly path: string;
  readonly ini: Ini;
}

/** Where this machine keeps Ceph's own files. */
export const ETC = '/etc/ceph';

const FAULTS_SHOWN = 3;

/** The configuration file that the settings mean, or why there is none. */
export function findConf(
  { CEPH_CONF, CEPH_SRC }: ClusterValues,
  etc: string = ETC,
): { readonly conf?: Conf; readonly problems: readonly Problem[] } {
  if (CEPH_CONF !== undefined) return load(readText(CEPH_CONF), `CEPH_CONF: ${CEPH_CONF}`);
  if (CEPH_SRC === undefined) return load(readText(join(etc, 'ceph.conf')), join(etc, 'ceph.conf'));
  const found = [join(CEPH_SRC, 'build/ceph.conf'), join(CEPH_SRC, 'ceph.conf')].map(readText);
  const there = found.find((file) => 'text' in file || file.fault !== 'absent');
  if (there !== undefined) return load(there, there.path);
  return { problems: [noCluster(CEPH_SRC)] };
}

function noCluster(tree: string): Problem {
  if (!existsSync(tree)) {
    const fix = 'Name a built tree of Ceph, or leave it out to use the installed Ceph.';
    return { kind: 'usage', message: `CEPH_SRC: ${tree} is not there`, fix };
  }
  const message = `CEPH_SRC: ${tree} has no build/ceph.conf: no cluster of vstart.sh runs from it`;
  const fix = 'Start one (in its build directory: ../src/vstart.sh -n), or name a configuration with CEPH_CONF.';
  return { kind: 'usage', message, fix };
}

function load(file: TextFile, name: string): { readonly conf?: Conf; readonly problems: readonly Problem[] } {
  if ('fault' in file) return { problems: [unreadable(file, name)] };
  const ini = readIni(file.text);
  return { conf: { path: file.path, ini }, problems: faulty(file.path, ini.faults) };
}

/** The first few: a file of another kind has as many as lines. */
function faulty(path: string, faults: readonly IniFault[]): Problem[] {
  const fix = "Ceph's own programs refuse it too: mend it, or name another file with CEPH_CONF.";
  const shown = faults.slice(0, FAULTS_SHOWN).map(({ line, message }) => `${path}:${line}: ${message}`);
  const hidden = faults.length - shown.length;
  if (hidden > 0) shown.push(`${path}: ${hidden} more ${hidden === 1 ? 'line' : 'lines'} like these`);
  return shown.map((message, at) => ({ kind: 'usage', message, ...(at === shown.length - 1 && { fix }) }));
}

function unreadable({ fault, what }: { readonly fault: string; readonly what: string }, name: string): Problem {
  const fix =
    fault === 'forbidden'
      ? 'Have a copy of it made that is yours, and name that with CEPH_CONF.'
      : "Name the cluster's configuration with CEPH_CONF, or the tree of a vstart cluster with CEPH_SRC; `ceph config generate-minimal-conf` prints one.";
  return { kind: fault === 'forbidden' ? 'host' : 'usage', message: `${name} ${what}`, fix };
}
