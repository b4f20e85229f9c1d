export { bridgeAddresses, type Peer, peers, takenAddresses, vmAddress, vmName } from './addresses.js';
export { formatCidr, networkOf, overlaps, parseAddress, parseCidr } from './cidr.js';
export { defaultNic } from './default-nic.js';
export { hostsFile } from './hosts-file.js';
export { isUnicastMac, macOf } from './mac.js';
export { type NetConf, readNetConf, tapsOf } from './net-conf.js';
export { parseNetworkFile } from './parse-network-file.js';
export type { Cidr, DhcpServer, NetMode, Nic, NicConfig, Route, VmNetConf } from './types.js';
