import { expect, it } from 'vitest';
import { formatFest } from '../../src/manifest/format-fest.js';
import { parseFest } from '../../src/manifest/parse-fest.js';
import type { FestItem } from '../../src/manifest/types.js';

it('writes a line for each item, no longer than it has to be', () => {
  const from = 'x';
  const items: FestItem[] = [
    { from, kind: 'vm', needs: { memory: '1G', cpus: 2, network: true } },
    { from, kind: 'bin', source: 'ls' },
    { from, kind: 'file', dest: '/etc/a b', source: '/etc/a', mode: 0o600 },
    { from, kind: 'kmod', name: 'zram', load: false, optional: true },
    { from, kind: 'data', dest: '/etc/motd', text: 'Costs "$5"\n', perRun: true },
  ];
  expect(formatFest(items)).toBe(
    [
      'vm memory=1G cpus=2 network',
      'bin ls',
      'file "/etc/a b" /etc/a mode=0600',
      'try-kmod zram load=no',
      'data /etc/motd "Costs \\"\\$5\\"\\n" perRun',
      '',
    ].join('\n'),
  );
});

it('is read back as the very same items, whatever they hold', () => {
  const random = mulberry32(20_26);
  for (let round = 0; round < 200; round++) {
    const items = Array.from({ length: 10 }, () => randomItem(random));
    const text = formatFest(items);
    const read = parseFest(text, { file: '/m/x.fest', expand: () => 'expanded' });
    expect(read.map((item) => ({ ...item, from: '' }))).toEqual(items);
  }
});

type Random = () => number;

function randomItem(random: Random): FestItem {
  const pick = <T>(values: readonly T[]): T => values[Math.floor(random() * values.length)] as T;
  const maybe = <T extends object>(part: T): Partial<T> => (random() < 0.4 ? part : {});
  const parts = [
    'a',
    'bin',
    '#',
    '=',
    ' ',
    '"',
    "'",
    '\\',
    '$',
    '${X}',
    '\n',
    '\t',
    '\r',
    'ü',
    '\u00a0',
    '*',
    'n',
    ':',
    '-',
  ];
  const text = (least: number) => Array.from({ length: least + Math.floor(random() * 5) }, () => pick(parts)).join('');
  const path = () => `/${text(1)}/${pick(['optional', 'mode=1', 'dest=/x', text(1)])}`;
  const mode = () => ({ mode: Math.floor(random() * 0o10000) });
  const optional = { optional: true } as const;
  const from = '';
  const kinds: readonly (() => FestItem)[] = [
    () => ({ from, kind: 'bin', source: pick([text(1), path()]), ...maybe({ dest: path() }), ...maybe(optional) }),
    () => ({ from, kind: 'file', dest: path(), source: path(), ...maybe(mode()), ...maybe(optional) }),
    () => ({
      ...{ from, kind: 'tree', dest: path(), source: path() },
      ...maybe({ exclude: [text(0), text(1)] }),
      ...maybe({ libs: random() < 0.5 }),
      ...maybe(optional),
    }),
    () => ({ from, kind: 'dir', dest: path(), ...maybe(mode()) }),
    () => ({ from, kind: 'slink', dest: path(), target: text(0) }),
    () => ({ from, kind: 'kmod', name: pick(['zram', text(1), path()]), load: random() < 0.5, ...maybe(optional) }),
    () => ({
      ...{ from, kind: 'data', dest: path(), text: text(0) },
      ...maybe(mode()),
      ...maybe({ secret: true } as const),
      ...maybe({ perRun: true } as const),
    }),
    () => ({ from, kind: 'autorun', source: path() }),
    () => ({ from, kind: 'filter', dest: path() }),
    () => ({ from, kind: 'include', source: path() }),
    () => ({
      from,
      kind: 'vm',
      needs: { ...maybe({ memory: pick(['512M', '2G']) }), ...maybe({ cpus: 3 }), ...maybe({ network: true }) },
    }),
  ];
  return pick(kinds)();
}

/** A small generator of the same numbers every time. */
function mulberry32(seed: number): Random {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}
