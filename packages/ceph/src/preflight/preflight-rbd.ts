import type { PreflightContext, Problem } from '@rapido/kit';
import { readDetails } from '../cluster/read-cluster.js';
import type { rbdSettings } from '../settings.js';
import { checkImage } from './check-image.js';
import { findProgram } from './find-program.js';
import { askMonitors } from './preflight-cluster.js';
import { rbdProgram } from './rbd-program.js';

/** Which images to look at; CEPH_RBD_IMAGE unless said. */
export interface RbdPreflightOptions {
  readonly images?: readonly string[];
}

/**
 * `preflightCluster`, then whether pool and images are there, where this machine has the program `rbd`: 13 seconds at most. With `--create-image`
 * images that are not there are made. Who else uses an image is a note.
 */
export async function preflightRbd(
  { settings, signal, createImage, note }: PreflightContext<typeof rbdSettings>,
  { images }: RbdPreflightOptions = {},
): Promise<readonly Problem[]> {
  const { CEPH_RBD_POOL: pool, CEPH_RBD_IMAGE: image, CEPH_RBD_IMAGE_MB: mib } = settings;
  const { details, problems } = readDetails(settings);
  const wrong = [
    ...problems,
    ...wrongSize(mib, createImage),
    ...wrongPool(pool),
    ...(images ?? [image]).flatMap(wrongName),
  ];
  if (details === undefined || wrong.length > 0) return wrong;
  const unreachable = await askMonitors(details.cluster, signal);
  const program = findProgram('rbd', settings.CEPH_SRC);
  if (unreachable.length > 0 || program === undefined)
    return [...unreachable, ...(createImage && program === undefined ? [NO_RBD] : [])];
  const found = await Promise.all(
    [...new Set(images ?? [image])].map((name) => {
      const spec = { pool, ...poolAndImage(name) };
      const rbd = rbdProgram(program, details, { pool: spec.pool, signal });
      return checkImage(rbd, details.cluster, { ...spec, mib, createImage, note });
    }),
  );
  return withoutRepeats(found.flat());
}

/** As the guest's commands read it: `IMAGE`, or `POOL/IMAGE`. */
function poolAndImage(name: string): { readonly pool?: string; readonly image: string } {
  const [, pool, image] = /^([^/]*)\/(.*)$/.exec(name) ?? [];
  return pool === undefined || image === undefined ? { image: name } : { pool, image };
}

function wrongName(name: string): Problem[] {
  if (/^([^\s/@]+\/)?[^\s/@]+$/.test(name)) return [];
  const message = `CEPH_RBD_IMAGE: ${JSON.stringify(name)} is no name of an image`;
  return [{ kind: 'usage', message, fix: 'It is like test, or like POOL/test in another pool than CEPH_RBD_POOL.' }];
}

/** The kernel takes words, and `rbd` paths. */
function wrongPool(pool: string): Problem[] {
  if (/^[^\s/@]+$/.test(pool)) return [];
  const message = `CEPH_RBD_POOL: ${JSON.stringify(pool)} is no name of a pool that an image can be mapped from`;
  return [{ kind: 'usage', message, fix: 'It has no blank, and no / or @ in it.' }];
}

const NO_RBD: Problem = {
  kind: 'host',
  message: '--create-image needs the program rbd, and this machine does not have it',
  fix: 'Install its package (Debian, Fedora, openSUSE: ceph-common), or name a built tree of Ceph with CEPH_SRC.',
};

function wrongSize(mib: number, createImage: boolean): Problem[] {
  if (!createImage || mib > 0) return [];
  return [
    { kind: 'usage', message: `CEPH_RBD_IMAGE_MB: an image of ${mib} MiB cannot be made`, fix: 'Say 1 or more.' },
  ];
}

/** A wrong key is the same for all images. */
function withoutRepeats(problems: readonly Problem[]): Problem[] {
  return [...new Map(problems.map((problem) => [problem.message, problem])).values()];
}
