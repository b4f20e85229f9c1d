import type { NetFlag } from '@rapido/kit';

export const vms: NetFlag = {
  type: 'integer',
  summary: 'Make taps for VMs 1 to N; unset: those of VM_NET_CONF, else 8.',
  helpValue: 'N',
  min: 1,
  max: 99,
};

export const dryRun: NetFlag = {
  type: 'boolean',
  char: 'n',
  summary: 'Print the commands that would be run, and run none.',
};
