export type { CephfsValues, ClusterValues, RbdValues } from './settings.js';
export { cephfsSettings, clusterSettings, rbdSettings } from './settings.js';
export type { Cluster, MonAddress, MsMode } from './types.js';
