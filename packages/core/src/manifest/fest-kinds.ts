import { Fault } from './fault.js';
import { type FestLine, flag, list, octal, once, yesOrNo } from './fest-line.js';
import { guestPath, hostPath, moduleSource, programSource, scriptPath } from './paths.js';
import type { FestItem } from './types.js';
import { cpuCount, memoryText } from './vm-needs.js';

/** How each kind of line is written, and what it says. */
export const FEST_KINDS: Readonly<Record<string, { usage: string; read(line: FestLine): readonly FestItem[] }>> = {
  bin: { usage: 'bin NAME... [dest=DEST]', read: (line) => programs(line, {}) },
  'try-bin': { usage: 'try-bin NAME... [dest=DEST]', read: (line) => programs(line, { optional: true }) },
  file: { usage: 'file DEST [SOURCE [mode=MODE] [optional]]', read: file },
  tree: { usage: 'tree DEST SOURCE [exclude=PATTERN]... [libs=no] [optional]', read: tree },
  dir: { usage: 'dir DEST [mode=MODE]', read: dir },
  slink: { usage: 'slink DEST TARGET', read: slink },
  kmod: { usage: 'kmod NAME... [load=no]', read: (line) => modules(line, {}) },
  'try-kmod': { usage: 'try-kmod NAME... [load=no]', read: (line) => modules(line, { optional: true }) },
  data: { usage: 'data DEST TEXT [mode=MODE] [secret] [perRun]', read: data },
  autorun: { usage: 'autorun SOURCE...', read: autorun },
  filter: { usage: 'filter DEST...', read: filter },
  include: { usage: 'include FILE', read: include },
  vm: { usage: 'vm [memory=SIZE] [cpus=NUMBER] [network]', read: vm },
};

type Optional = { readonly optional?: true };

function programs({ from, base, ...line }: FestLine, optional: Optional): FestItem[] {
  const sources = line.rest('NAME', 'dest').map((name) => programSource(base, name));
  const { dest } = line.options<{ dest?: string }>({ dest: once(guestPath) });
  if (dest !== undefined && sources.length > 1) throw new Fault('dest= is for one program');
  return sources.map((source) => ({ from, kind: 'bin', source, ...(dest !== undefined && { dest }), ...optional }));
}

/** Without a source it is an empty file. */
function file({ from, base, ...line }: FestLine): FestItem[] {
  const dest = guestPath(line.next('DEST'));
  const needs = resource(dest, from);
  if (needs) return needs;
  if (!line.more()) return [{ from, kind: 'data', dest, text: '' }];
  const source = hostPath(base, line.next('SOURCE'));
  const options = line.options<{ mode?: number; optional?: true }>({ mode: octal, optional: flag });
  return [{ from, kind: 'file', dest, source, ...options }];
}

function tree({ from, base, ...line }: FestLine): FestItem[] {
  const dest = guestPath(line.next('DEST'));
  const needs = resource(dest, from);
  if (needs) return needs;
  const source = hostPath(base, line.next('SOURCE'));
  const options = line.options<{ exclude?: readonly string[]; libs?: boolean; optional?: true }>({
    exclude: list,
    libs: yesOrNo,
    optional: flag,
  });
  return [{ from, kind: 'tree', dest, source, ...options }];
}

function dir({ from, ...line }: FestLine): FestItem[] {
  const dest = guestPath(line.next('DEST'));
  return resource(dest, from) ?? [{ from, kind: 'dir', dest, ...line.options<{ mode?: number }>({ mode: octal }) }];
}

function slink({ from, ...line }: FestLine): FestItem[] {
  const dest = guestPath(line.next('DEST'));
  const target = line.next('TARGET');
  line.options({});
  return [{ from, kind: 'slink', dest, target }];
}

function modules({ from, base, ...line }: FestLine, optional: Optional): FestItem[] {
  const names = line.rest('NAME', 'load').map((name) => moduleSource(base, name));
  const { load = true } = line.options<{ load?: boolean }>({ load: yesOrNo });
  return names.map((name) => ({ from, kind: 'kmod', name, load, ...optional }));
}

function data({ from, ...line }: FestLine): FestItem[] {
  const dest = guestPath(line.next('DEST'));
  const text = line.next('TEXT');
  const options = line.options<{ mode?: number; secret?: true; perRun?: true }>({
    mode: octal,
    secret: flag,
    perRun: flag,
  });
  return [{ from, kind: 'data', dest, text, ...options }];
}

function autorun({ from, base, ...line }: FestLine): FestItem[] {
  return line.rest('SOURCE').map((source) => ({ from, kind: 'autorun', source: scriptPath(base, source) }));
}

function filter({ from, ...line }: FestLine): FestItem[] {
  return line.rest('DEST').map((dest) => ({ from, kind: 'filter', dest: guestPath(dest) }));
}

function include({ from, base, ...line }: FestLine): FestItem[] {
  const source = hostPath(base, line.next('FILE'));
  line.options({});
  const within = base.bounds?.root;
  return [{ from, kind: 'include', source, ...(within !== undefined && { within }) }];
}

function vm({ from, ...line }: FestLine): FestItem[] {
  const needs = line.options<{ memory?: string; cpus?: number; network?: true }>({
    memory: once(memoryText),
    cpus: once((value) => cpuCount(Number(value))),
    network: flag,
  });
  return [{ from, kind: 'vm', needs }];
}

/** The places below /rapido-rsc by which manifests of the shell tool say what the VM needs. */
function resource(dest: string, from: string): FestItem[] | undefined {
  const [, kind, value] = /^\/rapido-rsc\/(mem|cpu|net|qemu)(?:\/(.*))?$/.exec(dest) ?? [];
  if (kind === 'net' && value === undefined) return [{ from, kind: 'vm', needs: { network: true } }];
  if (kind === 'cpu') return [{ from, kind: 'vm', needs: { cpus: cpuCount(Number(value)) } }];
  if (kind === 'mem') {
    const memory = memoryText(/^\d+$/.test(value ?? '') ? `${value}M` : (value ?? ''));
    return [{ from, kind: 'vm', needs: { memory } }];
  }
  if (kind === 'qemu') throw new Fault('an image cannot hold arguments of QEMU: put them into QEMU_EXTRA_ARGS');
  return undefined;
}
