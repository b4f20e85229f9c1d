import { expect, test } from 'vitest';
import { NetworkLog } from '../../src/run/network-log.js';

const eth0 = { nic: 'eth0', addresses: ['10.0.0.1/24', 'fd00::1/64'] };

test('has what init says until the VM is set up, and no more than that', () => {
  const log = new NetworkLog();
  expect([log.text, log.interfaces]).toEqual([undefined, []]);
  expect([log.note(eth0), log.note({ nic: 'eth1', addresses: [] })]).toEqual([true, true]);
  expect(log.text).toBe('eth0 10.0.0.1/24 fd00::1/64, eth1');
  log.end();
  expect(log.note(eth0)).toBe(false);
  expect(log.interfaces).toHaveLength(2);
});

test('does not grow without end', () => {
  const log = new NetworkLog();
  for (let i = 0; i < 1000; i++) log.note(eth0);
  expect(log.interfaces.length).toBeLessThan(100);
});

test('knows when a DHCP server gave another address than was asked for', () => {
  const log = new NetworkLog();
  expect(log.oddity('10.0.0.1')).toBeUndefined();
  log.note(eth0);
  expect([log.oddity(undefined), log.oddity('10.0.0.1')]).toEqual([undefined, undefined]);
  expect(log.oddity('10.0.0.10')).toMatch(/10\.0\.0\.1\/24 .*not 10\.0\.0\.10/);
});
