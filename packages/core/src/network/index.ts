export {
  bridgeAddresses,
  formatCidr,
  networkOf,
  overlaps,
  parseAddress,
  parseCidr,
  peers,
  vmAddress,
  vmName,
} from './addresses.js';
export { isUnicastMac, macOf } from './mac.js';
export { readNetConf, tapsOf } from './net-conf.js';
export type { Cidr, DhcpServer, NetMode, Nic, NicConfig, Route, VmNetConf } from './types.js';
