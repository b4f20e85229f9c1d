import type { Problem } from '@rapido/kit';
import type { ClusterDetails } from '../cluster/read-cluster.js';
import type { Cluster } from '../types.js';
import type { CephProgram } from './find-program.js';
import { type Ended, runProgram } from './run-program.js';

/** It is killed then; it gives up by itself before. */
const PATIENCE_MS = 8000;
const OWN_PATIENCE = ['client_mount_timeout', 'rados_mon_op_timeout', 'rados_osd_op_timeout'].map(
  (name) => `--${name}=5`,
);

/**
 * Runs a program of Ceph's as the user that the settings name, on the cluster that they name. It finds the key where we have found it, and none is on its
 * command line.
 */
export function runAsClient(
  program: CephProgram,
  { cluster, keyring, options }: ClusterDetails,
  words: readonly string[],
  signal: AbortSignal,
): Promise<Ended> {
  // By number, as Ceph takes a path with a blank in it for two.
  const files = [cluster.configFile, ...(keyring === undefined ? [] : [keyring])];
  const conf = [`--cluster=${options.expand('$cluster')}`, '--conf=/proc/self/fd/3', `--name=client.${cluster.user}`];
  // An empty key makes it go on to the keyring.
  const key = keyring === undefined ? [] : ['--key=', '--keyfile=', '--keyring=/proc/self/fd/4'];
  return runProgram(program, [...conf, ...key, ...OWN_PATIENCE, ...words], { signal, files, patience: PATIENCE_MS });
}

/** The cluster does not know the user, or not by this key. */
export function refused({ configFile, user }: Cluster): Problem {
  return {
    kind: 'host',
    message: `The cluster refuses client.${user}: it has no such user, or another key for it`,
    fix: `Compare \`ceph auth get client.${user}\` with the keyring that the key comes from (CEPH_KEYRING, or what ${configFile} names).`,
  };
}

/** Monitors are there, and what `program` asked is not answered. */
export function slow(program: string, { configFile }: Cluster, question: string): Problem {
  return {
    kind: 'host',
    message: `The cluster does not answer ${program} in time`,
    fix: `Look at it: ceph -s --conf ${configFile}; ${question}`,
  };
}
