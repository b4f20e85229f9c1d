// Restored VMs in a network: each is itself there.
import { beforeAll, expect, test } from 'vitest';
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
