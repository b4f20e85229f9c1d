import type { Problem } from '@rapido/kit';
import type { ClusterDetails } from '../cluster/read-cluster.js';
import type { CephProgram } from './find-program.js';
import { type Ended, runProgram } from './run-program.js';

/** `rbd`, as the user that the settings name, on the cluster that they name. */
export interface RbdProgram {
  /** Runs `rbd COMMAND --pool=POOL --image=IMAGE`. */
  run(command: string, image: string, ...args: readonly string[]): Promise<Ended>;
}

/** It is killed then; it gives up by itself before. */
const PATIENCE_MS = 8000;
const OWN_PATIENCE = ['client_mount_timeout', 'rados_mon_op_timeout', 'rados_osd_op_timeout'].map(
  (name) => `--${name}=5`,
);

/** How the program is called on a cluster. It finds the key where we have found it, and none is on its command line. */
export function rbdProgram(
  program: CephProgram,
  { cluster, keyring, options }: ClusterDetails,
  { pool, signal }: { readonly pool: string; readonly signal: AbortSignal },
): RbdProgram {
  // By number, as Ceph takes a path with a blank in it for two.
  const files = [cluster.configFile, ...(keyring === undefined ? [] : [keyring])];
  const conf = [`--cluster=${options.expand('$cluster')}`, '--conf=/proc/self/fd/3', `--name=client.${cluster.user}`];
  // An empty key makes it go on to the keyring.
  const key = keyring === undefined ? [] : ['--key=', '--keyfile=', '--keyring=/proc/self/fd/4'];
  return {
    run: (command, image, ...args) =>
      runProgram(program, [...conf, ...key, ...OWN_PATIENCE, command, `--pool=${pool}`, `--image=${image}`, ...args], {
        ...{ signal, files, patience: PATIENCE_MS },
      }),
  };
}

/**
 * What its failing comes to; `doing` is what it was to do, as `Looking at the image rbd/test`. It ends with the number of the error, and with 1 also where
 * it does not know a word.
 */
export function rbdProblem(
  { status, late, stderr }: Ended,
  { configFile, user }: ClusterDetails['cluster'],
  doing: string,
): Problem {
  const said = stderr.split('\n').filter((line) => /^(rbd: |librbd: )/.test(line));
  const message = (what: string) => `${doing}: ${what}`;
  if (late || status === 110) {
    return {
      kind: 'host',
      message: 'The cluster does not answer rbd in time',
      fix: `Look at it: ceph -s --conf ${configFile}; are its OSDs up?`,
    };
  }
  if (status === 13 || (status === 1 && /couldn't connect to the cluster/.test(stderr))) {
    return {
      kind: 'host',
      message: `The cluster refuses client.${user}: it has no such user, or another key for it`,
      fix: `Compare \`ceph auth get client.${user}\` with the keyring that the key comes from (CEPH_KEYRING, or what ${configFile} names).`,
    };
  }
  if (status === 1 && /not permitted/.test(stderr)) {
    return {
      kind: 'host',
      message: message(`client.${user} may not`),
      fix: `\`ceph auth get client.${user}\` shows what it may. For RBD that has to be mon 'profile rbd' and osd 'profile rbd pool=POOL'; \`ceph auth caps\` sets it, and replaces all that was.`,
    };
  }
  const last = said.at(-1) ?? stderr.trim().split('\n').at(-1) ?? '';
  return {
    kind: 'host',
    message: message(`${last || 'rbd failed'}${status === undefined ? '' : ` (status ${status})`}`),
  };
}
