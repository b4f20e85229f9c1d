import type { Problem } from '@rapido/kit';
import type { Cluster } from '../types.js';
import { type RbdProgram, rbdProblem } from './rbd-program.js';
import type { Ended } from './run-program.js';

/** An image, and what to do where it is not there. */
export interface ImageQuestion {
  readonly pool: string;
  readonly image: string;
  /** Its size, if it is made. */
  readonly mib: number;
  readonly createImage: boolean;
  note(text: string): void;
}

/** ENOENT and EEXIST, which `rbd` ends with. */
const NOT_THERE = 2;
const THERE = 17;

/** Whether an image is there; where it is not and may be made, it is. */
export async function checkImage(
  rbd: RbdProgram,
  cluster: Cluster,
  question: ImageQuestion,
): Promise<readonly Problem[]> {
  const { pool, image } = question;
  const status = await rbd.run('status', image, '--format=json');
  if (status.status === 0) {
    noteWatchers(status, question);
    return [];
  }
  if (status.status !== NOT_THERE) return [rbdProblem(status, cluster, `Looking at the RBD image ${pool}/${image}`)];
  if (/opening pool/.test(status.stderr)) return [noPool(pool)];
  return question.createImage ? await createImage(rbd, cluster, question) : [noImage(question)];
}

/** With the one feature that every kernel takes, and that leaves no lock behind when a kernel crashes. */
async function createImage(
  rbd: RbdProgram,
  cluster: Cluster,
  { pool, image, mib, note }: ImageQuestion,
): Promise<readonly Problem[]> {
  const made = await rbd.run('create', image, `--size=${mib}M`, '--image-feature=layering');
  if (made.status !== 0 && made.status !== THERE)
    return [rbdProblem(made, cluster, `Making the RBD image ${pool}/${image}`)];
  if (made.status === 0)
    note(`Made the RBD image ${pool}/${image} of ${mib} MiB; it stays until \`rbd rm ${pool}/${image}\`.`);
  return [];
}

/** Clients in the middle of a write do no harm to a look; those in the middle of a test do to another one. */
function noteWatchers({ stdout }: Ended, { pool, image, note }: ImageQuestion): void {
  const watchers = watcherAddresses(stdout);
  if (watchers.length > 0)
    note(
      `The RBD image ${pool}/${image} is in use by ${watchers.join(', ')}: two that write to it spoil each other's data.`,
    );
}

/** `rbd status --format json`: `{"watchers":[{"address":"10.0.0.5:0/1234","client":4123,"cookie":1}]}`. */
function watcherAddresses(json: string): string[] {
  const parsed: unknown = parse(json);
  const watchers = typeof parsed === 'object' && parsed !== null && 'watchers' in parsed ? parsed.watchers : [];
  return Object.values(watchers ?? {}).flatMap((watcher: unknown) =>
    typeof watcher === 'object' && watcher !== null && 'address' in watcher
      ? [String(watcher.address).replace(/:0\/\d+$/, '')]
      : [],
  );
}

function parse(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined; // another version's form
  }
}

function noPool(pool: string): Problem {
  return {
    kind: 'host',
    message: `The cluster has no pool ${pool}`,
    fix: `CEPH_RBD_POOL names it; \`ceph osd pool ls\` lists them, \`ceph osd pool create ${pool}\` and \`rbd pool init ${pool}\` make one.`,
  };
}

function noImage({ pool, image, mib }: ImageQuestion): Problem {
  return {
    kind: 'host',
    message: `There is no image ${image} in the pool ${pool}`,
    fix: `CEPH_RBD_IMAGE names it; \`rbd ls ${pool}\` lists them. --create-image makes it, of ${mib} MiB (CEPH_RBD_IMAGE_MB).`,
  };
}
