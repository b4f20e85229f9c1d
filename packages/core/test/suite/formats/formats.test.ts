import { describe, expect, it } from 'vitest';
import { kernelMarker, namesIn } from '../../../src/suite/formats/index.js';
import type { SuiteFormat } from '../../../src/suite/types.js';
import { endedIn, piecesOf, tell } from './transcript.js';
import { BLKTESTS, KTAP, KUNIT, TAP, XFSTESTS } from './transcripts.js';

const TRANSCRIPTS: readonly (readonly [SuiteFormat, string])[] = [
  ...([
    ['xfstests', XFSTESTS],
    ['blktests', BLKTESTS],
    ['tap', TAP],
    ['ktap', KTAP],
    ['ktap', KUNIT],
  ] as const),
];

describe.each(TRANSCRIPTS)('output in the format %s', (format, transcript) => {
  const whole = tell(format, [transcript]);

  it('tells the same wherever its pieces end', () => {
    expect(tell(format, [...transcript])).toEqual(whole);
    for (let seed = 1; seed <= 200; seed++)
      expect(tell(format, piecesOf(transcript, seed)), `seed ${seed}`).toEqual(whole);
  });

  it('tells the same with other ends of lines and in colour', () => {
    const marked = transcript.replaceAll('\n', '\r\n').replaceAll(/^(\S+)/gm, '\x1b[1;32m$1\x1b[0m');
    expect(tell(format, [marked])).toEqual(whole);
    for (let seed = 1; seed <= 20; seed++) expect(tell(format, piecesOf(marked, seed)), `seed ${seed}`).toEqual(whole);
  });

  it('survives whatever is left out of it, put in, or said twice', () => {
    const lines = transcript.split('\n');
    for (let seed = 1; seed <= 50; seed++) {
      const mixed = lines.flatMap(
        (line, i) => [[], [line.slice(0, (seed * 7) % 30)], [line, line], [`\0\xff${line}`]][(i * seed) % 4] ?? [],
      );
      const text = mixed.join('\n');
      expect(tell(format, piecesOf(text, seed)), `seed ${seed}`).toEqual(tell(format, [text]));
    }
  });
});

describe('a suite', () => {
  it('may print lines without end', () => {
    const long = 'x'.repeat(1 << 20);
    const text = `generic/001       - output mismatch (see x)\n    ${long}\n    ${long}\n    ${long}\ngeneric/002        1s\n`;
    const [failed, passed] = endedIn('xfstests', text);
    expect(failed?.output?.length).toBeLessThan(70_000);
    expect(failed?.output).toMatch(/\n\.\.\. \(\d more lines were left out\)$/);
    expect(passed).toEqual({ name: 'generic/002', status: 'pass' });
    expect(tell('xfstests', [long, long]).join('').length).toBeLessThan(70_000);
  });

  it('is not read where it tells by events', () => {
    expect(tell('events', [TAP])).toEqual([]);
  });

  it('needs no list where its arguments are names', () => {
    expect(namesIn('xfstests', ['generic/001', 'tests/xfs/002-a', 'generic/001'])).toEqual([
      'generic/001',
      'xfs/002-a',
    ]);
    expect(namesIn('blktests', ['block/001'])).toEqual(['block/001']);
    for (const args of [[], ['-g', 'quick'], ['generic/001', '-x'], ['generic/*'], ['generic'], ['generic/00?']]) {
      expect(namesIn('xfstests', args), args.join(' ')).toBeUndefined();
    }
    expect(namesIn('events', ['generic/001'])).toBeUndefined();
  });

  it('marks in the log of the kernel where a test begins', () => {
    expect(kernelMarker('xfstests').exec('run fstests generic/001 at 2026-01-01 00:00:00')?.[1]).toBe('generic/001');
    expect(kernelMarker('blktests').exec('run blktests nvme/003 at 2026-01-01 00:00:00')?.[1]).toBe('nvme/003');
    expect(kernelMarker('events').exec('rapido: test a b begin')?.[1]).toBe('a b');
  });
});
