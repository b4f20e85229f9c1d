// Restored VMs in a network: each is itself there.
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { rapido, SELF } from '../helpers/index.js';
import { networkNamespace, rootIn } from '../helpers/network-namespace.js';
import { type NetworkVm, startVm } from '../net/vm.js';
import { cutImage } from '../run/vm.js';
import { states, warmth } from './vm.js';

let image = '';

beforeAll(async () => {
  image = await cutImage(['--bin', 'tail'], 'simple-network');
});

test('two of the mesh, restored at once from one state, have addresses of their own and reach each other', async () => {
  const args = ['--warm', '--net', 'mesh', '--disk', 'size=8M,serial=SCRATCH'];
  const maker = await startVm(image, args);
  expect(warmth(await maker.end())).toMatchObject({ restored: true, saved: expect.any(Number) });
  const [one, two] = (await Promise.all([startVm(image, args), startVm(image, args)])) as [NetworkVm, NetworkVm];
  const said = await Promise.all(
    [one, two].map((vm) => vm.sh('cat /sys/class/net/eth0/address; ip -6 -br address show dev eth0')),
  );
  const macs = said.map(({ stdout }) => stdout.split('\n')[0]);
  expect(macs[0]).not.toBe(macs[1]);
  for (const mac of macs) expect(mac).toMatch(/^02:(?!72:61:70:69)/);
  expect(said[0]?.stdout).not.toBe(said[1]?.stdout);
  for (const [from, to] of [
    [one, two],
    [two, one],
  ] as const) {
    const { stdout } = await from.sh(`ping -c 1 -W 10 ${to.hostname}`);
    expect(stdout).toContain(`bytes from ${to.hostname} (192.168.155.${100 + to.number})`);
  }
  expect((await one.sh('disk_by_serial SCRATCH')).stdout).toBe('/dev/vda\n');
  for (const end of await Promise.all([one.end(), two.end()])) {
    expect([end.status, warmth(end)], end.stderr).toEqual([0, { restored: true, seconds: expect.any(Number) }]);
  }
  expect(states()).toHaveLength(1);
});

test('on the bridge, restored VMs get the addresses that the DHCP server has for theirs', async () => {
  const user = rootIn(await networkNamespace());
  const env = { RAPIDO_RUNTIME_DIR: join(SELF.directories.runtime, 'rapido'), SUDO_UID: undefined };
  const range = ['--set', 'BR_DHCP_SRV_RANGE=192.168.155.10,192.168.155.20,12h'];
  const up = await rapido(['net', 'up', '--vms', '2', '--set', 'TAP_USER=0', ...range], { user, env });
  expect(up.status, up.stderr).toBe(0);
  const args = ['--warm', '--net', 'bridge', ...range];
  const one = await startVm(image, args, { user, env });
  const two = await startVm(image, args, { user, env });
  const said = await Promise.all(
    [one, two].map((vm) => vm.sh('ip -4 -br address show dev eth0; cat /sys/class/net/eth0/address')),
  );
  const [first = [], second = []] = said.map(({ stdout }) => stdout.split(/\s+/));
  for (const [, , address, mac] of [first, second]) {
    expect(address).toMatch(/^192\.168\.155\.1\d\/24$/);
    expect(mac).toMatch(/^02:(?!72:61:70:69)/);
  }
  expect(first).not.toContain(second[2]);
  expect((await two.sh(`ping -c 1 -W 10 ${first[2]?.replace('/24', '')}`)).stdout).toContain('1 received');
  const ends = await Promise.all([one.end(), two.end()]);
  expect(ends.map(warmth)).toEqual([
    { restored: true, saved: expect.any(Number), seconds: expect.any(Number) },
    { restored: true, seconds: expect.any(Number) },
  ]);
  expect((await rapido(['net', 'down'], { user, env })).status).toBe(0);
});
