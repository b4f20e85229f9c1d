import type { PreflightContext, Problem } from '@rapido/kit';
import { readCluster } from '../cluster/read-cluster.js';
import type { clusterSettings } from '../settings.js';

/** Resolves with why no monitor of the cluster can be used from this machine; bounded to a few seconds. */
export async function preflightCluster(context: PreflightContext<typeof clusterSettings>): Promise<readonly Problem[]> {
  return readCluster(context.settings).problems;
}
