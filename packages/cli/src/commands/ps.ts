import { listVms, type RunningVm } from '@rapido/core';
import { RapidoCommand } from '../command.js';
import { surroundings } from '../process/surroundings.js';
import { alignColumns } from '../text/columns.js';
import { formatDuration } from '../text/duration.js';

export default class Ps extends RapidoCommand {
  static override readonly summary = 'List the VMs that run now.';
  static override readonly examples = ['<%= config.bin %> ps'];

  async run(): Promise<readonly RunningVm[]> {
    await this.parse(Ps);
    this.refuseRest('ps');
    const vms = await listVms(surroundings());
    if (vms.length === 0) this.logToStderr('No VM is running.');
    else for (const line of formatVms(vms, Date.now())) this.log(line);
    return vms;
  }
}

export function formatVms(vms: readonly RunningVm[], now: number): string[] {
  const rows = vms.map(({ number, name, cut, kernel, pid, started, bundle, network }) => {
    const seconds = Math.max(0, (now - Date.parse(started)) / 1000);
    const place = network ? [network.mode, ...network.addresses].join(' ') : '-';
    return [String(number), name, cut, kernel, place, String(pid), formatDuration(seconds), bundle];
  });
  return alignColumns([['VM', 'NAME', 'CUT', 'KERNEL', 'NETWORK', 'PID', 'RUNS FOR', 'LOGS'], ...rows]);
}
