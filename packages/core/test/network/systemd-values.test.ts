import { expect, it } from 'vitest';
import { parseBoolean, parseDomain, parseMtu, parseTimeSpan } from '../../src/network/systemd-values.js';

it.each(['1', 'yes', 'y', 'true', 't', 'on', 'YES', 'On'])('%s is true', (text) =>
  expect(parseBoolean(text)).toBe(true),
);
it.each(['0', 'no', 'n', 'false', 'f', 'off', 'No'])('%s is false', (text) => expect(parseBoolean(text)).toBe(false));
it.each(['', '2', 'maybe', 'yes no'])('%j is no boolean', (text) => expect(parseBoolean(text)).toBeUndefined());

it.each([
  ['3600', 3600],
  ['12h', 43_200],
  ['2 h', 7200],
  ['1h 30min', 5400],
  ['1d12hr', 129_600],
  ['1.5m', 90],
  ['1M', 2_630_016],
  ['55s500ms', 56],
  ['1w', 604_800],
])('%s is %i seconds', (text, seconds) => expect(parseTimeSpan(text)).toBe(seconds));
it.each(['', ' ', 'h', '1x', '-1', '1h;', `${'1'.repeat(100_000)}!`, '1h\n; id'])('%.20j is no time span', (text) =>
  expect(parseTimeSpan(text)).toBeUndefined(),
);

it.each([
  ['1500', 1500],
  ['9K', 9216],
  ['68', 68],
  ['65521', 65_521],
])('an MTU of %s is %i', (text, bytes) => expect(parseMtu(text)).toBe(bytes));
it.each(['67', '65522', '1G', '64K', '1.5K', '-1', '0x500', '1500B', `1${'0'.repeat(400)}`])(
  '%.20s is no MTU',
  (text) => expect(parseMtu(text)).toBeUndefined(),
);

it.each([
  ['example.org', 'example.org'],
  ['Example.ORG.', 'Example.ORG'],
  ['_tcp.a-b', '_tcp.a-b'],
  ['lan', 'lan'],
])('%s is the domain %s', (text, domain) => expect(parseDomain(text)).toBe(domain));
it.each([
  '',
  '.',
  'a..b',
  '-a',
  'a-',
  'a;b',
  '$(id)',
  'a\nb',
  '`id`',
  'ä.org',
  'a'.repeat(64),
  'a.'.repeat(127).concat('aa'),
])('%.20j is no domain', (text) => expect(parseDomain(text)).toBeUndefined());
