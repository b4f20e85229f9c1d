import { quoteWord } from './fest-words.js';
import type { FestItem } from './types.js';

type ItemOf<K extends FestItem['kind']> = Extract<FestItem, { kind: K }>;

/** Writes items in the text form, a line each; `parseFest` reads the same items from it, but for their `from`. */
export function formatFest(items: readonly FestItem[]): string {
  return items.map((item) => `${(LINES[item.kind] as (item: FestItem) => string[])(item).join(' ')}\n`).join('');
}

const LINES: { readonly [K in FestItem['kind']]: (item: ItemOf<K>) => string[] } = {
  bin: ({ source, dest, optional }) => [
    optional ? 'try-bin' : 'bin',
    quoteWord(source),
    ...(dest === undefined ? [] : [`dest=${quoteWord(dest)}`]),
  ],
  file: ({ dest, source, mode, optional }) => [
    'file',
    quoteWord(dest),
    quoteWord(source),
    ...modeWord(mode),
    ...flagWords({ optional }),
  ],
  tree: ({ dest, source, exclude = [], libs, optional }) => [
    'tree',
    quoteWord(dest),
    quoteWord(source),
    ...exclude.map((pattern) => `exclude=${quoteWord(pattern)}`),
    ...(libs === undefined ? [] : [libs ? 'libs=yes' : 'libs=no']),
    ...flagWords({ optional }),
  ],
  dir: ({ dest, mode }) => ['dir', quoteWord(dest), ...modeWord(mode)],
  slink: ({ dest, target }) => ['slink', quoteWord(dest), quoteWord(target)],
  kmod: ({ name, load, optional }) => [optional ? 'try-kmod' : 'kmod', quoteWord(name), ...(load ? [] : ['load=no'])],
  data: ({ dest, text, mode, secret, perRun }) => [
    'data',
    quoteWord(dest),
    quoteWord(text),
    ...modeWord(mode),
    ...flagWords({ secret, perRun }),
  ],
  autorun: ({ source }) => ['autorun', quoteWord(source)],
  filter: ({ dest }) => ['filter', quoteWord(dest)],
  include: ({ source }) => ['include', quoteWord(source)],
  vm: ({ needs: { memory, cpus, network } }) => [
    'vm',
    ...(memory === undefined ? [] : [`memory=${memory}`]),
    ...(cpus === undefined ? [] : [`cpus=${cpus}`]),
    ...flagWords({ network }),
  ],
};

function modeWord(mode: number | undefined): string[] {
  return mode === undefined ? [] : [`mode=${mode.toString(8).padStart(4, '0')}`];
}

function flagWords(flags: Readonly<Record<string, boolean | undefined>>): string[] {
  return Object.keys(flags).filter((name) => flags[name]);
}
