import { execFileSync } from 'node:child_process';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { readNetConf, tapsOf } from '../../src/network/net-conf.js';
import { temporaryDirectory } from '../temporary.js';

const EXAMPLE = fileURLToPath(new URL('net-conf', import.meta.url));

it('three VMs, one with two interfaces, work without a warning', async () => {
  const { vms, warnings } = await readNetConf(EXAMPLE);
  expect(warnings).toEqual([]);
  const nic = (vm: number, tap: number) => ({
    tap: `rapido-tap${tap}`,
    file: join(EXAMPLE, `vm${vm}`, `rapido-tap${tap}.network`),
    config: {
      addresses: [{ family: 4, address: `192.168.155.${100 + tap}`, prefix: 24 }],
      routes: [],
      dns: [],
      domains: [],
      dhcp: false,
      linkLocal: false,
    },
  });
  expect(vms).toEqual([
    { number: 1, nics: [nic(1, 1)] },
    { number: 2, nics: [nic(2, 2)] },
    { number: 3, nics: [nic(3, 3), nic(3, 4)] },
  ]);
  expect([1, 2, 3, 4, 5].map((number) => tapsOf(vms, number))).toEqual([
    ['rapido-tap1'],
    ['rapido-tap2'],
    ['rapido-tap3', 'rapido-tap4'],
    ['rapido-tap104'],
    ['rapido-tap5'],
  ]);
});

it('without a directory there are no VMs', async () => {
  expect(await readNetConf(undefined)).toEqual({ vms: [], warnings: [] });
  expect(await readNetConf(join(temporaryDirectory(), 'none'))).toEqual({ vms: [], warnings: [] });
  expect(tapsOf([], 7)).toEqual(['rapido-tap7']);
});

it('VMs and taps come in natural order, and what is none of ours is left alone', async () => {
  const dir = directory({
    'vm10/tap10.network': '',
    'vm10/tap2.network': '',
    'vm10/.#tap3.network': 'an editor wrote this',
    'vm10/README': '',
    'vm10/tap2.network~': '',
    'vm9/hostname': '',
    'vm2/hostname': '# who it is\n\nNode-b.example.org \nmore',
    'vm0/x.network': 'nonsense',
    'vm100/x.network': 'nonsense',
    'vm01/x.network': 'nonsense',
    'vmX/x.network': 'nonsense',
    README: '',
    vm3: 'a file',
  });
  const { vms, warnings } = await readNetConf(dir);
  expect(warnings).toEqual([]);
  expect(vms.map(({ number, hostname, nics }) => [number, hostname, nics.map(({ tap }) => tap)])).toEqual([
    [2, 'Node-b.example.org', []],
    [10, undefined, ['tap2', 'tap10']],
  ]);
  expect(tapsOf(vms, 2)).toEqual(['rapido-tap2']);
});

it('files in a wrong place or of a kind that we do not read are named, as are keys', async () => {
  const dir = directory({
    'tap1.network': '',
    'vm1/tap1.network': '[Network]\nIPForward=yes',
    'vm1/tap1.netdev': '',
    'vm1/tap1.link': '',
    'vm1/tap1.network.d/more.conf': '',
  });
  const { warnings } = await readNetConf(dir);
  expect(warnings.toSorted()).toEqual([
    `${dir}/tap1.network does nothing: its place is ${dir}/vm1/tap1.network`,
    `${dir}/vm1/tap1.link is not supported and does nothing`,
    `${dir}/vm1/tap1.netdev is not supported and does nothing`,
    `${dir}/vm1/tap1.network.d is not supported and does nothing`,
    `${dir}/vm1/tap1.network:2: [Network] IPForward is not supported and does nothing`,
  ]);
});

it.each(['rapido-tap-no-123', 'a b', 'a,b', 'tap%d', '-a', 'täp'])('%s is no name of a tap', async (tap) => {
  const dir = directory({ [`vm1/${tap}.network`]: '' });
  await expect(readNetConf(dir)).rejects.toMatchObject({
    code: 'ERR_RAPIDO_CONFIG_VALUE',
    message: `${dir}/vm1/${tap}.network: "${tap}" cannot be the name of a tap device.`,
  });
});

it.each([
  'a b',
  'a_b',
  '-a',
  'a.',
  'a..b',
  '10.0.0.1',
  '7',
  'localhost',
  '$(id)',
  'a'.repeat(64),
  `${'a.'.repeat(31)}bc`,
])('%s is no host name', async (name) => {
  const dir = directory({ 'vm1/hostname': `${name}\n` });
  await expect(readNetConf(dir)).rejects.toMatchObject({
    code: 'ERR_RAPIDO_CONFIG_VALUE',
    message: `${dir}/vm1/hostname: "${name}" is not a host name.`,
  });
});

it.each([
  ['vm1/a.network', '', 'vm2/a.network', '', 'the tap device a'],
  [
    ...['vm1/a.network', '[Link]\nMACAddress=02:00:5e:10:00:0A'],
    ...['vm1/b.network', '[Match]\nMACAddress=0200.5e10.000a', 'the MAC address 02:00:5e:10:00:0a'],
  ],
  [
    ...['vm1/a.network', '[Network]\nAddress=fd00:0::1/64'],
    ...['vm2/b.network', '[Network]\nAddress=fd00::1/48', 'the address fd00::1'],
  ],
  ['vm1/hostname', 'node', 'vm2/hostname', 'Node', 'the host name node'],
])('%s (%j) and %s (%j) both claim something', async (one, textOfOne, other, textOfOther, thing) => {
  const dir = directory({ [one]: textOfOne, [other]: textOfOther });
  await expect(readNetConf(dir)).rejects.toMatchObject({
    code: 'ERR_RAPIDO_CONFIG_VALUE',
    message: `${dir}/${one} and ${dir}/${other} both claim ${thing}.`,
  });
});

it("a VM may have its own name, and not another's", async () => {
  expect((await readNetConf(directory({ 'vm2/hostname': 'rapido2' }))).vms).toMatchObject([{ hostname: 'rapido2' }]);
  const dir = directory({ 'vm2/hostname': 'rapido3' });
  const message = `${dir}/vm2/hostname: rapido3 is the name of VM 3, and this is VM 2.`;
  await expect(readNetConf(dir)).rejects.toMatchObject({ code: 'ERR_RAPIDO_CONFIG_VALUE', message });
});

it.each(['a.network', 'hostname'])('a FIFO instead of %s is refused, and not waited for', async (name) => {
  const dir = directory({ 'vm1/README': '' });
  execFileSync('mkfifo', [join(dir, 'vm1', name)]);
  await expect(readNetConf(dir)).rejects.toMatchObject({
    code: 'ERR_RAPIDO_CONFIG_FILE',
    message: `${dir}/vm1/${name} is not a regular file.`,
  });
});

it('links in a circle are said to be that', async () => {
  const dir = directory({ 'vm1/README': '' });
  symlinkSync('a.network', join(dir, 'vm1', 'a.network'));
  await expect(readNetConf(dir)).rejects.toMatchObject({
    code: 'ERR_RAPIDO_CONFIG_FILE',
    message: `Cannot read ${dir}/vm1/a.network: its symbolic links lead in a circle.`,
  });
});

function directory(files: Readonly<Record<string, string>>): string {
  const dir = temporaryDirectory();
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(dir, name)), { recursive: true });
    writeFileSync(join(dir, name), text);
  }
  return dir;
}
