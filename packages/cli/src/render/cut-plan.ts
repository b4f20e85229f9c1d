import type { CutPlan } from '@rapido/core';
import type { DiskNeed } from '@rapido/kit';
import { alignColumns } from '../text/columns.js';

/** What a cut would do, as `--dry-run --json` prints it: no text of any file, so no secret either. */
export interface CutPlanView {
  readonly cut: string;
  readonly image: string;
  readonly kernel: { readonly release: string; readonly image: string; readonly foundBy: string };
  readonly vm: CutPlan['vm'];
  readonly entries: readonly EntryView[];
  readonly modules: {
    readonly files: readonly string[];
    readonly load: readonly string[];
    readonly builtin: readonly string[];
  };
  readonly runFiles: readonly { readonly dest: string; readonly bytes: number; readonly secret: boolean }[];
}

interface ShownPlan extends CutPlanView {
  readonly name?: string;
  readonly after?: readonly string[];
}

interface EntryView {
  readonly kind: string;
  readonly dest: string;
  readonly source?: string;
  readonly bytes?: number;
}

export function viewCutPlan({ cut, image, kernel, vm, manifest, modules }: CutPlan): CutPlanView {
  const { release, foundBy } = kernel;
  return {
    ...{ cut, image, vm },
    kernel: { release, image: kernel.image, foundBy },
    entries: manifest.entries.map((entry) => ({
      kind: entry.kind,
      dest: entry.dest,
      ...('source' in entry ? { source: entry.source } : {}),
      ...('target' in entry ? { source: entry.target } : {}),
      ...('text' in entry ? { bytes: Buffer.byteLength(entry.text) } : {}),
    })),
    modules: { files: modules.files.map(({ dest }) => dest), load: modules.load, builtin: modules.builtin },
    runFiles: manifest.runFiles.map(({ dest, text, secret }) => ({ dest, bytes: Buffer.byteLength(text), secret })),
  };
}

/** `name` is that of its VM, where there are several; `after` those that it waits for. */
export function formatCutPlan({ cut, image, kernel, vm, entries, modules, runFiles, ...run }: ShownPlan): string[] {
  const origin = ({ source, dest, bytes }: EntryView) =>
    source === dest ? '' : source !== undefined ? `<- ${source}` : bytes === undefined ? '' : `${bytes} bytes`;
  const names = (list: readonly string[]) => list.join(' ') || 'none';
  return [
    ...alignColumns([
      ...(run.name === undefined ? [] : [['VM', run.name]]),
      ...(run.after === undefined || run.after.length === 0 ? [] : [['waits for', run.after.join(', ')]]),
      ['cut', cut],
      ['kernel', `${kernel.release}, ${kernel.foundBy}`],
      ['image', image],
      ['memory', vm.memory],
      ['cpus', String(vm.cpus)],
      ...(vm.disks ?? []).map((disk) => ['disk', describeDisk(disk)]),
      [
        'modules',
        `${modules.files.length} files; to load: ${names(modules.load)}; built in: ${names(modules.builtin)}`,
      ],
    ]),
    '',
    'In the image:',
    ...alignColumns(entries.map((entry) => [`  ${entry.kind}`, entry.dest, origin(entry)])),
    ...modules.files.map((file) => `  module ${file}`),
    ...(runFiles.length === 0 ? [] : ['', 'Sent when a VM starts:']),
    ...runFiles.map(({ dest, bytes, secret }) => `  ${dest}, ${secret ? 'secret' : `${bytes} bytes`}`),
  ];
}

/** As one would say it with --disk, or what QEMU is told. */
function describeDisk({ serial, size = '1G', bus, readOnly, blockdev }: DiskNeed): string {
  const connected = [...(bus === undefined ? [] : [bus]), ...(readOnly ? ['read-only'] : [])];
  return [serial, blockdev === undefined ? size : JSON.stringify(blockdev), ...connected].join(', ');
}
