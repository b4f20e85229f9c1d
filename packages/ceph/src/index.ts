export { formatAddress } from './cluster/mon-address.js';
export { type ClusterReading, readCluster } from './cluster/read-cluster.js';
export { type Ini, type IniFault, type IniValue, readIni } from './conf/ini.js';
export { cephfsKernelClient, cephKernelClient, cephUserspace, rbdKernelClient } from './fragments/fragments.js';
export { preflightCluster } from './preflight/preflight-cluster.js';
export { preflightRbd, type RbdPreflightOptions } from './preflight/preflight-rbd.js';
export type { CephfsValues, ClusterValues, RbdValues } from './settings.js';
export { cephfsSettings, clusterSettings, rbdSettings } from './settings.js';
export type { Cluster, MonAddress, MsMode } from './types.js';
