/** Kernel's option `ms_mode` (Documentation/filesystems/ceph.rst); `legacy` is msgr1, all others are msgr2. */
export type MsMode = 'legacy' | 'crc' | 'secure' | 'prefer-crc' | 'prefer-secure';

/** An address that a monitor listens at. */
export interface MonAddress {
  readonly protocol: 'v1' | 'v2';
  /** An IPv4 or IPv6 address without brackets, or a name of DNS. */
  readonly host: string;
  readonly port: number;
}

/** A cluster as its clients see it: what ceph.conf and the keyring of one user say. */
export interface Cluster {
  /** Of the file that it was read from. */
  readonly configFile: string;
  readonly fsid?: string;
  /** Without `client.` */
  readonly user: string;
  /** As keyrings have it, in base64; absent where the cluster asks for none (`auth_client_required = none`). */
  readonly key?: string;
  readonly mode: MsMode;
  /** Those of the mode's protocol; at least one. */
  readonly monitors: readonly MonAddress[];
}
