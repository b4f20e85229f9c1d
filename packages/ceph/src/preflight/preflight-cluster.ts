import { setMaxListeners } from 'node:events';
import type { PreflightContext, Problem } from '@rapido/kit';
import { formatAddress } from '../cluster/mon-address.js';
import { readCluster } from '../cluster/read-cluster.js';
import type { clusterSettings } from '../settings.js';
import type { Cluster } from '../types.js';
import { type Probe, probeMonitor } from './probe-monitor.js';

/** How long monitors are waited for. */
const PATIENCE_MS = 5000;

/**
 * What is wrong with the configuration, or, where nothing is, why none of the cluster's monitors answers this machine. One that does is enough, and
 * it takes 5 seconds at most.
 */
export async function preflightCluster({
  settings,
  signal,
}: Pick<PreflightContext<typeof clusterSettings>, 'settings' | 'signal'>): Promise<readonly Problem[]> {
  const { cluster, problems } = readCluster(settings);
  return cluster === undefined ? problems : await askMonitors(cluster, signal);
}

/** Why none of the monitors answers; none where one does. Rejects when `signal` aborts. */
export async function askMonitors(
  cluster: Cluster,
  signal: AbortSignal,
  patience = PATIENCE_MS,
): Promise<readonly Problem[]> {
  const enough = new AbortController();
  // Not AbortSignal.timeout: nobody but AbortSignal.any would hold it, which lets go of it, and it would never come.
  const timer = setTimeout(() => enough.abort(), patience);
  const limit = AbortSignal.any([signal, enough.signal]);
  setMaxListeners(0, limit);
  const probes = cluster.monitors.map((address) => probeMonitor(address, limit));
  const answered = Promise.any(
    probes.map(async (probe) => ((await probe).fault === undefined ? true : Promise.reject())),
  );
  const one = await answered.catch(() => false);
  clearTimeout(timer);
  enough.abort();
  signal.throwIfAborted();
  return one ? [] : [unreachable(cluster, await Promise.all(probes))];
}

function unreachable({ configFile, monitors, mode }: Cluster, probes: readonly Probe[]): Problem {
  const each = probes.map(({ address, fault }) => `${formatAddress(address)} ${fault}`);
  const who =
    monitors.length === 1 ? 'The monitor of the cluster does not answer' : 'No monitor of the cluster answers';
  const fix = probes.some(({ other }) => other)
    ? `Set CEPH_MS_MODE to ${mode === 'legacy' ? 'prefer-crc' : 'legacy'}, or give the ports in ${configFile}.`
    : `Is the cluster up (ceph -s), and are these its monitors (${configFile})?`;
  return { kind: 'host', message: `${who}: ${each.join('; ')}`, fix };
}
