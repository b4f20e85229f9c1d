import { basename } from 'node:path';
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

/** Which VMs belong together is shown where any do. */
export function formatVms(vms: readonly RunningVm[], now: number): string[] {
  const isShared = (run: string) => vms.filter((vm) => vm.run === run).length > 1;
  const grouped = vms.some(({ run }) => isShared(run));
  const rows = vms.map(({ number, name, cut, kernel, pid, started, bundle, run, network }) => {
    const seconds = Math.max(0, (now - Date.parse(started)) / 1000);
    const place = network ? [network.mode, ...network.addresses].join(' ') : '-';
    const ofRun = grouped ? [basename(run)] : [];
    return [String(number), name, cut, kernel, place, String(pid), formatDuration(seconds), ...ofRun, bundle];
  });
  const head = ['VM', 'NAME', 'CUT', 'KERNEL', 'NETWORK', 'PID', 'RUNS FOR', ...(grouped ? ['RUN'] : []), 'LOGS'];
  return alignColumns([head, ...rows]);
}
