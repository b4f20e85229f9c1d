import type { Problem } from '@rapido/kit';
import type { Cluster, MonAddress } from '../types.js';

/** Those that mean the same monitor in a VM as on the host; the kernel's clients know no zones of IPv6 addresses. */
export function forGuest(monitors: readonly MonAddress[]): readonly MonAddress[] {
  return monitors.filter(({ host }) => !isLoopback(host) && !host.includes('%'));
}

/** Why a VM reaches no monitor, whatever network it is on. */
export function unreachableInGuest({ configFile, monitors }: Cluster): readonly Problem[] {
  if (forGuest(monitors).length > 0) return [];
  const hosts = [...new Set(monitors.map(({ host }) => host))].join(', ');
  if (!monitors.some(({ host }) => isLoopback(host))) {
    const fix = 'Give the monitors addresses that other machines reach.';
    return [
      { kind: 'usage', message: `${configFile}: the monitors listen at ${hosts}, which only this machine knows`, fix },
    ];
  }
  const message = `${configFile}: the monitors listen at ${hosts}, which in a VM is the VM itself`;
  const fix =
    "Have the cluster listen where VMs reach it, as on the bridge of `rapido net up`: vstart.sh -i 192.168.155.1. In cuts whose QEMU is the cluster's client (qemu-rbd) it may stay.";
  return [{ kind: 'usage', message, fix }];
}

function isLoopback(host: string): boolean {
  return /^127\.|^localhost\.?$/i.test(host) || /^(::|(0+:){7}0*)1$/.test(host) || /^::ffff:127\./i.test(host);
}
