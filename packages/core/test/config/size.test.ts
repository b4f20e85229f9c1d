import { describe, expect, it } from 'vitest';
import { formatSize, parseSize } from '../../src/config/size.js';

describe('parseSize', () => {
  it.each([
    ['0', 0],
    ['512', 512],
    ['512B', 512],
    ['4K', 4096],
    ['512M', 2 ** 29],
    ['512m', 2 ** 29],
    ['2G', 2 ** 31],
    ['2GiB', 2 ** 31],
    ['2 GiB', 2 ** 31],
    ['1.5G', 1.5 * 2 ** 30],
    [' 1T ', 2 ** 40],
  ])('reads %j', (text, bytes) => {
    expect(parseSize(text)).toBe(bytes);
  });

  it.each(['', 'G', '-1M', '1MB', '1X', '1 2', '0.3K', '1e3', '0x10', '99999999T', '1,5G'])(
    'does not read %j',
    (text) => {
      expect(parseSize(text)).toBeUndefined();
    },
  );
});

describe('formatSize', () => {
  it.each([
    [0, '0B'],
    [800, '800B'],
    [2048, '2K'],
    [2 ** 29, '512M'],
    [1536 * 2 ** 20, '1536M'],
    [2 ** 31, '2G'],
    [24_536_111, '23.4M'],
    [2 ** 40, '1T'],
  ])('writes %d', (bytes, text) => {
    expect(formatSize(bytes)).toBe(text);
  });

  it('gives whole MiB so that they are read back exactly', () => {
    for (const mib of [1, 7, 512, 1000, 1023, 1024, 1025, 3072, 16384, 1048577]) {
      expect(parseSize(formatSize(mib * 2 ** 20))).toBe(mib * 2 ** 20);
    }
  });
});
