import { expect, it } from 'vitest';
import { isUnicastMac, macOf, parseMac } from '../../src/network/mac.js';

const MACHINE = '5f0c4c1f0a1b4c56a1f1d4b24c1d7a10\n';

it('a thousand MACs are unicast, locally administered, stable and distinct', () => {
  const places = Array.from({ length: 1000 }, (_, index) => [Math.floor(index / 10), index % 10] as const);
  const macs = places.map(([number, index]) => macOf(MACHINE, number, index));
  expect(new Set(macs).size).toBe(1000);
  expect(macs).toEqual(places.map(([number, index]) => macOf(MACHINE, number, index)));
  for (const mac of macs) expect(mac).toMatch(/^02(?::[\da-f]{2}){5}$/);
  expect(macs.every(isUnicastMac)).toBe(true);
});

it('a MAC stays as it is from one release to the next, and shows number and NIC', () => {
  expect(macOf(MACHINE, 17, 2)).toBe('02:63:aa:da:11:02');
});

it('another machine has other MACs', () => {
  expect(macOf('0123456789abcdef0123456789abcdef', 1, 0)).not.toBe(macOf(MACHINE, 1, 0));
});

it.each(['02:00:5e:10:00:01', '02-00-5E-10-00-01', '0200.5E10.0001'])('%s is read', (text) => {
  expect(parseMac(text)).toBe('02:00:5e:10:00:01');
});

it.each(['', '02:00:5e:10:00', '02:00:5e:10:00:01:02', '02:00-5e:10:00:01', '02:00:5e:10:00:0g', '02005e100001'])(
  '%j is no MAC address',
  (text) => {
    expect(parseMac(text)).toBeUndefined();
    expect(isUnicastMac(text)).toBe(false);
  },
);

it.each(['01:00:5e:10:00:01', 'ff:ff:ff:ff:ff:ff', '00:00:00:00:00:00'])('%s is not one interface', (text) => {
  expect(isUnicastMac(text)).toBe(false);
});
