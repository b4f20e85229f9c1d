import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { defaultNic } from '../../src/network/default-nic.js';
import { hostsFile } from '../../src/network/hosts-file.js';
import { readNetConf } from '../../src/network/net-conf.js';
import type { Cidr, VmNetConf } from '../../src/network/types.js';

const IPV4: Cidr = { family: 4, address: '192.168.155.1', prefix: 24 };
const IPV6: Cidr = { family: 6, address: 'fd00::1', prefix: 64 };
const LOCALHOST = ['127.0.0.1 localhost', '::1 localhost ip6-localhost ip6-loopback'];
const EXAMPLE = fileURLToPath(new URL('net-conf', import.meta.url));

it('localhost, itself, then all others', () => {
  const bridge = [IPV4, IPV6];
  const nics = [defaultNic('bridge', { number: 2, bridge, dhcp: false })];
  expect(linesOf({ number: 2, hostname: 'rapido2', nics, vms: [], bridge, count: 3 })).toEqual([
    ...LOCALHOST,
    '192.168.155.102 rapido2',
    'fd00::102 rapido2',
    '192.168.155.101 rapido1',
    '192.168.155.103 rapido3',
    'fd00::101 rapido1',
    'fd00::103 rapido3',
  ]);
});

it('what VMs are called besides stands behind their names, once', async () => {
  const { vms } = await readNetConf(EXAMPLE);
  const named = vms.map((vm): VmNetConf => (vm.number === 2 ? { ...vm, hostname: 'server' } : vm));
  const names = new Map([
    [2, 'server'],
    [3, 'cli'],
    [5, 'other'],
  ]);
  const nics = named[2]?.nics.map(({ config }) => config) ?? [];
  const lines = linesOf({ number: 3, hostname: 'rapido3', nics, vms: named, bridge: [IPV4], count: 6, names });
  expect(lines.slice(LOCALHOST.length)).toEqual([
    '192.168.155.103 rapido3 cli',
    '192.168.155.104 rapido3 cli',
    '192.168.155.101 rapido1',
    '192.168.155.102 server',
    '192.168.155.4 rapido4',
    '192.168.155.105 rapido5 other',
    '192.168.155.106 rapido6',
  ]);
});

it('VMs of VM_NET_CONF have the names and addresses that it gives them, and nobody else has these', async () => {
  const { vms } = await readNetConf(EXAMPLE);
  const named = vms.map((vm): VmNetConf => (vm.number === 2 ? { ...vm, hostname: 'server' } : vm));
  const nics = named[2]?.nics.map(({ config }) => config) ?? [];
  const lines = linesOf({ number: 3, hostname: 'rapido3', nics, vms: named, bridge: [IPV4], count: 5 });
  expect(lines).toEqual([
    ...LOCALHOST,
    '192.168.155.103 rapido3',
    '192.168.155.104 rapido3',
    '192.168.155.101 rapido1',
    '192.168.155.102 server',
    '192.168.155.4 rapido4',
    '192.168.155.105 rapido5',
  ]);
});

it('a VM that has only its name from there has the address of its number', () => {
  const vms: VmNetConf[] = [{ number: 2, hostname: 'server', nics: [] }];
  const lines = linesOf({ number: 1, hostname: 'rapido1', nics: [], vms, bridge: [IPV4], count: 2 });
  expect(lines).toEqual([...LOCALHOST, '127.0.1.1 rapido1', '192.168.155.102 server']);
});

it('every VM is there, each line once', () => {
  const lines = linesOf({ number: 1, hostname: 'rapido1', nics: [], vms: [], bridge: [IPV4] });
  expect(new Set(lines).size).toBe(lines.length);
  expect(lines).toHaveLength(LOCALHOST.length + 99);
});

function linesOf(options: Parameters<typeof hostsFile>[0]): string[] {
  const text = hostsFile(options);
  expect(text.endsWith('\n')).toBe(true);
  return text.trimEnd().split('\n');
}

it('VMs that ask a DHCP server are where they ask for', () => {
  const others = [1, 2].map((number) => ({ number, address: `10.0.0.${number}`, name: `rapido${number}` }));
  expect(linesOf({ number: 2, hostname: 'rapido2', nics: [], vms: [], bridge: [], others })).toEqual([
    ...LOCALHOST,
    '127.0.1.1 rapido2',
    '10.0.0.1 rapido1',
  ]);
});
