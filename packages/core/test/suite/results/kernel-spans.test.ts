import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { kernelMarker } from '../../../src/suite/formats/index.js';
import { type KernelSpan, kernelSpans } from '../../../src/suite/results/index.js';
import { kernelLog, writeFiles } from '../../results/bundle.js';
import { temporaryDirectory } from '../../temporary.js';

async function spansOf(log: string): Promise<KernelSpan[]> {
  const dir = temporaryDirectory();
  writeFiles(dir, { 'kernel.log': log });
  return allOf(kernelSpans(join(dir, 'kernel.log'), kernelMarker('xfstests')));
}

async function allOf<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}

const text = ({ lines }: KernelSpan) => lines.map((line) => line.replace(/^.*?\] /, ''));

describe('the spans of tests in the log of the kernel', () => {
  it('go from marker to marker, and end with the suite', async () => {
    const spans = await spansOf(
      kernelLog(
        [1, 6, 'boot'],
        [2, 6, 'rapido: step 1 begin', 1],
        [3, 6, 'run fstests generic/001 at 2026-01-01 00:00:00', 1],
        [3.5, 4, 'a warning\nof two lines'],
        [4, 6, 'run fstests generic/001 at 2026-01-01 00:00:01', 1],
        [5, 6, 'run fstests generic/002 at 2026-01-01 00:00:02', 1],
        [6, 4, 'run fstests generic/003 at the kernel itself says so'],
        [7, 6, 'rapido: step 1 end 0', 1],
        [8, 6, 'other'],
      ),
    );
    expect(spans.map(({ name, began, ended }) => [name, began, ended])).toEqual([
      ['generic/001', 3, 3.5],
      ['generic/001', 4, 4],
      ['generic/002', 5, 6],
    ]);
    expect(text(spans[0] as KernelSpan).slice(1)).toEqual(['a warning', 'of two lines']);
    expect(text(spans[2] as KernelSpan)).toHaveLength(2);
  });

  it('go to the end of the log of a kernel that died', async () => {
    const spans = await spansOf(kernelLog([3, 6, 'run fstests a/001 at x', 1], [4, 0, 'Kernel panic']));
    expect(spans.map(text)).toEqual([['run fstests a/001 at x', 'Kernel panic']]);
    expect(await spansOf('')).toEqual([]);
    expect(await allOf(kernelSpans('/nowhere/kernel.log', kernelMarker('xfstests')))).toEqual([]);
  });

  it('have their beginning and their end where they are long', async () => {
    const records = Array.from({ length: 5000 }, (_, i) => [3 + i / 1000, 6, `line ${i}`] as const);
    const [span] = await spansOf(kernelLog([2, 6, 'run fstests a/001 at x', 1], ...records));
    const lines = text(span as KernelSpan);
    expect(lines).toHaveLength(1001);
    expect([lines[1], lines[499], lines[500], lines[501], lines[1000]]).toEqual([
      ...['line 0', 'line 498', '... (4001 lines were left out)', 'line 4500', 'line 4999'],
    ]);
  });
});
