import type { CutData, DiskNeed, NeededService, Setting } from '@rapido/kit';

type Row = readonly [string, string];

/** A part of a cut's help: rows of two columns, or text. */
export interface CutSection {
  readonly header: string;
  readonly body: readonly Row[] | string;
}

/** What there is to know of a cut before it is cut. `from`: its plugin and version. */
export function cutSections(cut: CutData, from: string): CutSection[] {
  const { settings = {}, suite, deprecated = '' } = cut;
  const sections: CutSection[] = [
    { header: 'DEPRECATED', body: deprecated },
    { header: 'SETTINGS', body: Object.entries(settings).map(([name, it]) => [name, describeSetting(it)]) },
    { header: 'NEEDS', body: needs(cut) },
    { header: 'TEST SUITE', body: suite === undefined ? '' : suiteText(cut.name, suite.list !== undefined) },
    { header: 'PLUGIN', body: from },
  ];
  return sections.filter(({ body }) => body.length > 0);
}

/** For people: what it is for, then its type and what it is unless set. */
export function describeSetting({ summary, type, default: standard, required, options, secret }: Setting): string {
  const notes = [
    type === 'enum' && Array.isArray(options) ? options.join('|') : type,
    ...(standard === undefined || secret ? [] : [`default ${standard === '' ? 'empty' : standard}`]),
    ...(required ? ['required'] : []),
    ...(secret ? ['secret'] : []),
  ];
  return `${summary} (${notes.join(', ')})`;
}

function needs({ kernel = {}, vm = {}, needs: others, service, createsImage }: CutData): Row[] {
  const rows: Row[] = [
    ['modules', words(kernel.load)],
    ['modules at hand', words(kernel.include)],
    ['kernel config', words(kernel.config)],
    ['memory', vm.memory ?? ''],
    ['CPUs', String(vm.cpus ?? '')],
    ['network', vm.network ? 'yes' : ''],
    ['kernel line', words(vm.append)],
    ['disks', list(vm.disks).map(diskText).join(', ')],
    ['devices', words(vm.devices)],
    ['virtiofs', words(vm.virtiofs)],
    ...list(others).map((need): Row => ['beside it', serviceText(need)]),
    [
      'on a server',
      createsImage ? 'an image; with --create-image, `rapido run` and `boot` make it where there is none' : '',
    ],
    [
      'as a service',
      service === undefined ? '' : `${service}: VMs of the same run can use it once its autorun has ended`,
    ],
  ];
  return rows.filter(([, text]) => text !== '');
}

function diskText({ serial, size = '1G', bus, readOnly, blockdev }: DiskNeed): string {
  return [
    serial,
    blockdev === undefined ? size : String(blockdev['driver']),
    ...(bus === undefined ? [] : [bus]),
    ...(readOnly ? ['read-only'] : []),
  ].join(' ');
}

function serviceText({ service, setting, cut, package: from }: NeededService): string {
  const other = setting === undefined ? '' : `, or the server that ${setting} names`;
  return `a VM with the service ${service}, as of the cut ${cut}${from === undefined ? '' : ` (${from})`}${other}`;
}

function suiteText(name: string, lists: boolean): string {
  const start = `\`rapido run ${name} -- ARGUMENTS\` runs its tests, each with a result of its own.`;
  return lists ? `${start} They can be spread over VMs (--jobs), and tried again (--retry-failed).` : start;
}

/** A manifest can say anything. */
function list<T>(value: readonly T[] | undefined): readonly T[] {
  return Array.isArray(value) ? value : [];
}

function words(values: readonly string[] | undefined): string {
  return list(values).join(' ');
}
