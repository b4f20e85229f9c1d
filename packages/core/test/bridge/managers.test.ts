import { expect, it } from 'vitest';
import { managedByNetworkd, managedByNetworkManager } from '../../src/bridge/managers.js';

it('NetworkManager: what it only looks at is not managed', () => {
  const text =
    'eth0:connected\nrapido-br:connected (externally)\nrapido-tap1:unmanaged\na\\:b:connecting (getting IP)\nlo:unmanaged\n';
  expect(managedByNetworkManager(text)).toEqual(['eth0', 'a:b']);
  expect(managedByNetworkManager('')).toEqual([]);
});

it('systemd-networkd: what it has taken up, in whatever state', () => {
  const Interfaces = [
    { Name: 'lo', AdministrativeState: 'unmanaged' },
    { Name: 'eth0', AdministrativeState: 'configured' },
    { Name: 'rapido-tap1', AdministrativeState: 'configuring' },
    { Name: 'rapido-br' },
  ];
  expect(managedByNetworkd(JSON.stringify({ Interfaces }))).toEqual(['eth0', 'rapido-tap1']);
  expect(managedByNetworkd('systemd-networkd is not running')).toEqual([]);
});
