import type { Problem } from '@rapido/kit';
import type { ClusterDetails } from '../cluster/read-cluster.js';
import type { CephProgram } from './find-program.js';
import { refused, runAsClient, slow } from './run-as-client.js';
import type { Ended } from './run-program.js';

/** `rbd`, as the user that the settings name, on the cluster that they name. */
export interface RbdProgram {
  /** Runs `rbd COMMAND --pool=POOL --image=IMAGE`. */
  run(command: string, image: string, ...args: readonly string[]): Promise<Ended>;
}

/** How `rbd` is called on a cluster. */
export function rbdProgram(
  program: CephProgram,
  details: ClusterDetails,
  { pool, signal }: { readonly pool: string; readonly signal: AbortSignal },
): RbdProgram {
  return {
    run: (command, image, ...args) =>
      runAsClient(program, details, [command, `--pool=${pool}`, `--image=${image}`, ...args], signal),
  };
}

/**
 * What its failing comes to; `doing` is what it was to do, as `Looking at the image rbd/test`. It ends with the number of the error, and with 1 also where
 * it does not know a word.
 */
export function rbdProblem(
  { status, late, stderr }: Ended,
  cluster: ClusterDetails['cluster'],
  doing: string,
): Problem {
  const said = stderr.split('\n').filter((line) => /^(rbd: |librbd: )/.test(line));
  const message = (what: string) => `${doing}: ${what}`;
  if (late || status === 110) return slow('rbd', cluster, 'are its OSDs up?');
  if (status === 13 || (status === 1 && /couldn't connect to the cluster/.test(stderr))) return refused(cluster);
  const unnamed = /^server name not found: (\S+)/m.exec(stderr)?.[1];
  if (status === 22 && unnamed !== undefined) {
    return {
      kind: 'host',
      message: `${cluster.configFile}: this machine finds no address of the monitor ${unnamed}, without which Ceph's programs use none`,
      fix: 'Write addresses instead of names into it.',
    };
  }
  if (status === 1 && /not permitted/.test(stderr)) {
    return {
      kind: 'host',
      message: message(`client.${cluster.user} may not`),
      fix: `\`ceph auth get client.${cluster.user}\` shows what it may. For RBD that has to be mon 'profile rbd' and osd 'profile rbd pool=POOL'; \`ceph auth caps\` sets it, and replaces all that was.`,
    };
  }
  const last = said.at(-1) ?? stderr.trim().split('\n').at(-1) ?? '';
  return {
    kind: 'host',
    message: message(`${last || 'rbd failed'}${status === undefined ? '' : ` (status ${status})`}`),
  };
}
