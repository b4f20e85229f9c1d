import { expect, test } from 'vitest';
import { knownPeers } from '../../src/run/start-vm.js';

const [srv, cli] = [
  { name: 'srv', cut: 'samba', number: 1, address: '10.0.0.1' },
  { name: 'cli', cut: 'fstests', number: 2, address: '10.0.0.2' },
];

test('a guest knows each VM once: of one whose place it has taken, itself', () => {
  expect(knownPeers([srv, cli], cli)).toEqual([srv, cli]);
  const beside = { ...cli, name: 'cli.2', number: 3, address: '10.0.0.3' };
  expect(knownPeers([srv, cli], beside)).toEqual([srv, cli, beside]);
  const fresh = { ...cli, name: 'cli.2' };
  expect(knownPeers([srv, cli], fresh)).toEqual([srv, fresh]);
});
