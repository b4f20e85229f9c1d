/** How large packages may be, in kB: what they were when this was last thought over, and some room to grow. */
export const BUDGETS: Readonly<Record<string, { readonly packed: number; readonly unpacked: number }>> = {
  '@rapido/kit': { packed: 14, unpacked: 43 },
  '@rapido/core': { packed: 490, unpacked: 1500 },
  '@rapido/cli': { packed: 900, unpacked: 3400 },
  '@rapido/net': { packed: 6, unpacked: 19 },
  '@rapido/cut-simple': { packed: 5, unpacked: 11 },
  '@rapido/cut-fstests': { packed: 23, unpacked: 140 },
  '@rapido/cut-blktests': { packed: 19, unpacked: 72 },
  '@rapido/ceph': { packed: 36, unpacked: 110 },
  '@rapido/cut-ceph': { packed: 11, unpacked: 55 },
  '@rapido/netfs': { packed: 20, unpacked: 57 },
  '@rapido/cut-samba': { packed: 27, unpacked: 105 },
  '@rapido/cut-nfs': { packed: 8, unpacked: 25 },
  '@rapido/testing': { packed: 22, unpacked: 66 },
};

/** All that `npm install --global @rapido/cli` brings. */
export const INSTALLATION = {
  packages: ['@rapido/cli', '@rapido/cut-simple', '@rapido/kit', '@rapido/net'],
  packed: 925,
  unpacked: 3470,
};
