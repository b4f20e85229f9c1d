// What Rapido wants to reach, as ratios of one run. They are told, and never fail a run.

/** A bar is met while the median of row `of`, divided by that of row `by`, is at most `most`. */
const RATIOS = [
  { what: 'rapido --version / node -e 0', of: 'version', by: 'node', most: 1.5 },
  { what: 'rapido --help / node -e 0', of: 'help', by: 'node', most: 4 },
  { what: 'rapido list / node -e 0', of: 'list', by: 'node', most: 4 },
  { what: 'rapido --version, 20 plugins / none', of: 'version-plugins', by: 'version', most: 1.25 },
  { what: 'rapido list, 20 plugins / none', of: 'list-plugins', by: 'list', most: 1.35 },
  { what: 'cut, nothing changed / upstream', of: 'cut', by: 'upstream-cut', most: 3 },
  { what: 'cut, empty cache / upstream', of: 'cut-cold', by: 'upstream-cut', most: 6 },
  { what: 'cut, empty cache / dracut alone', of: 'cut-cold', by: 'dracut', most: 0.15 },
  { what: 'cut, empty cache / cut by dracut', of: 'cut-cold', by: 'cut-dracut', most: 0.15 },
  { what: 'run / upstream', of: 'run', by: 'upstream-run', most: 0.45 },
  { what: 'run / PVH floor', of: 'run', by: 'floor-pvh', most: 1.35 },
  { what: 'run --warm / upstream', of: 'warm', by: 'upstream-run', most: 0.12 },
  { what: 'two VMs / one', of: 'pair', by: 'alone', most: 1.4 },
  { what: 'Samba and its client / Samba alone', of: 'served', by: 'server', most: 1.4 },
  { what: 'two VMs, --warm / upstream', of: 'pair-warm', by: 'upstream-run', most: 0.25 },
  { what: 'Samba and its client, --warm / upstream', of: 'served-warm', by: 'upstream-run', most: 0.25 },
  { what: 'image / upstream', of: 'image', by: 'upstream-image', most: 1 },
  // Four times the bytes, and some room for noise.
  { what: 'cut of 1 GiB / of 256 MiB (seconds)', of: 'tree-1024', by: 'tree-256', most: 4.4 },
];

/** The most of row `of` itself. */
const LIMITS = [
  { what: 'memory, cut of 1 GiB (MiB)', of: 'memory-1024', most: 200 },
  { what: 'results of 2,000 tests (seconds)', of: 'suite', most: 2 },
  { what: 'memory, results of 2,000 tests (MiB)', of: 'memory-suite', most: 200 },
];

/** Those bars whose rows were measured: `{ what, most, reached, met }`. */
export function reachedBars(rows) {
  const median = (row) => rows.find((one) => one.row === row)?.median;
  const ratios = RATIOS.map(({ what, of, by, most }) => ({ what, most, reached: median(of) / median(by) }));
  const limits = LIMITS.map(({ what, of, most }) => ({ what, most, reached: median(of) ?? Number.NaN }));
  return [...ratios, ...limits]
    .filter(({ reached }) => !Number.isNaN(reached))
    .map((bar) => ({ ...bar, met: bar.reached <= bar.most }));
}
