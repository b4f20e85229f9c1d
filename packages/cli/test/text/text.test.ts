import { describe, expect, it } from 'vitest';
import { alignColumns } from '../../src/text/columns.js';
import { formatDuration, parseDuration } from '../../src/text/duration.js';
import { nearest } from '../../src/text/nearest.js';
import { printable, shorten } from '../../src/text/printable.js';

describe('parseDuration', () => {
  it.each([
    ['90', 90],
    ['90s', 90],
    ['10m', 600],
    ['1h', 3600],
    ['1.5m', 90],
    ['0.5', 0.5],
  ])('%s is %d seconds', (text, seconds) => expect(parseDuration(text, '--timeout')).toBe(seconds));

  it.each(['', '0', '-3', '3x', 'm', '1 m', '1d', '9999h'])('refuses "%s", naming the flag', (text) => {
    const error = expect.objectContaining({ code: 'ERR_RAPIDO_USAGE', message: expect.stringContaining('--timeout') });
    expect(() => parseDuration(text, '--timeout')).toThrow(error);
  });
});

describe('formatDuration', () => {
  it.each([
    [0, '0.0 s'],
    [9.94, '9.9 s'],
    [9.96, '10 s'],
    [59.4, '59 s'],
    [185, '3 min 5 s'],
  ])('%d is %s', (seconds, text) => expect(formatDuration(seconds)).toBe(text));
});

describe('printable', () => {
  it.each([
    ['\x1b[1;31mred\x1b[0m text', 'red text'],
    ['\x1b]0;title\x07shell', 'shell'],
    ['a\tb\r', 'a b'],
    ['\x1bc\x9b2Jreset', ' 2Jreset'],
    ['ünïcode ✔ ', 'ünïcode ✔'],
  ])('%j', (text, shown) => expect(printable(text)).toBe(shown));
});

describe('shorten', () => {
  it('keeps what fits', () => {
    expect(shorten('12345', 5)).toBe('12345');
    expect(shorten('123456', 5)).toBe('1234…');
    expect(shorten('123456', -3)).toBe('…');
  });
});

describe('alignColumns', () => {
  it('aligns, and leaves no blanks at the end', () => {
    expect(
      alignColumns([
        ['a', 'bb', ''],
        ['ccc', 'd'],
        ['', '', 'e'],
      ]),
    ).toEqual(['a    bb', 'ccc  d', '         e']);
  });
});

describe('nearest', () => {
  const names = ['samba-btrfs', 'samba-xfs', 'simple-example', 'simple-network', 'rbd'];

  it.each([
    ['simpel-example', ['simple-example']],
    ['samba', ['samba-btrfs', 'samba-xfs']],
    ['samba-xfx', ['samba-xfs']],
    ['rbt', ['rbd']],
    ['nothing-like-it', []],
  ])('of %s', async (name, found) => expect(await nearest(name, names)).toEqual(found));
});
