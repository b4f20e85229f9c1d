import type { Cidr } from './types.js';

/** What a `.network` file has said so far. */
export interface Draft {
  matchMac: string | undefined;
  linkMac: string | undefined;
  mtu: number | undefined;
  addresses: { readonly from: string; cidr?: Cidr | undefined }[];
  routes: RouteDraft[];
  dns: string[];
  domains: string[];
  dhcp: boolean;
  linkLocal: boolean;
  acceptRa: { readonly value: Value; readonly wanted: boolean } | undefined;
  /** Where a DHCP server is asked for. */
  serverFrom: string | undefined;
  /** Where its section begins. */
  serverSection: string | undefined;
  poolOffset: number;
  poolSize: number;
  leaseSeconds: number;
  emitDns: boolean;
  serverDns: string[];
  emitRouter: boolean;
  router: string | undefined;
}

export interface RouteDraft {
  readonly from: string;
  to?: Cidr | undefined;
  via?: Address | undefined;
  metric?: number | undefined;
  /** It has a gateway that only a DHCP or RA client of systemd's could tell. */
  unknownGateway?: boolean;
  /** By what the guest cannot do. */
  leftOut?: boolean;
}

export interface Address {
  readonly family: 4 | 6;
  readonly address: string;
}

/** A value, and what is to be said of it. */
export interface Value {
  readonly text: string;
  readonly words: readonly string[];
  readonly from: string;
  /** What `parse` makes of `text`; throws CONFIG_SYNTAX with what is `expected` where that is nothing. */
  read<T>(expected: string, parse: (text: string) => T | undefined, text?: string): T;
  warn(problem: string): void;
}

/** How long an address is leased, where nothing else is said. */
export const LEASE_SECONDS = 3600;

export function emptyDraft(): Draft {
  return {
    matchMac: undefined,
    linkMac: undefined,
    mtu: undefined,
    addresses: [],
    routes: [],
    dns: [],
    domains: [],
    dhcp: false,
    linkLocal: true,
    acceptRa: undefined,
    serverFrom: undefined,
    serverSection: undefined,
    poolOffset: 0,
    poolSize: 0,
    leaseSeconds: LEASE_SECONDS,
    emitDns: true,
    serverDns: [],
    emitRouter: true,
    router: undefined,
  };
}
