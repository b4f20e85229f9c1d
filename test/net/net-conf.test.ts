// What VM_NET_CONF can say, between two VMs over the mesh.
import { expect, test } from 'vitest';
import { networkNamespace, rootIn } from '../helpers/network-namespace.js';
import { addFiles, project } from '../helpers/project.js';
import { cutImage } from '../run/vm.js';
import { startVm } from './vm.js';

const SERVER = `[Match]
MACAddress=52:54:00:11:22:33
[Link]
MTUBytes=1400
[Network]
Address=10.77.0.1/24
Gateway=10.77.0.8
DHCPServer=yes
[Address]
Address=fd77::1/64
[Route]
Destination=10.99.0.0/16
Gateway=10.77.0.9
Metric=7
[Route]
Destination=10.44.0.0/16
Type=blackhole
[DHCPServer]
PoolOffset=50
PoolSize=10
DefaultLeaseTimeSec=1h
DNS=10.77.0.53
Router=10.77.0.9
`;

const FILES = {
  'net-conf/vm1/a.network': SERVER,
  'net-conf/vm1/b.network': '[Network]\nAddress=10.78.0.1/24\nGateway=10.78.0.8\nLinkLocalAddressing=no\n',
  'net-conf/vm1/hostname': 'storage\n',
  'net-conf/vm2/x.network': '[Network]\nDHCP=yes\nDomains=example.test\n',
  'net-conf/vm2/hostname': 'client\n',
};

test('names, two interfaces, MAC, MTU, routes, and a VM that gives another its address', async () => {
  // Numbers begin at 1 there.
  const user = rootIn(await networkNamespace());
  const cwd = project();
  addFiles(cwd, FILES);
  const image = await cutImage([], 'simple-network');
  const server = await startVm(image, ['--net', 'mesh'], { cwd, user });
  const client = await startVm(image, ['--net', 'mesh'], { cwd, user });
  expect([server.hostname, client.hostname]).toEqual(['storage', 'client']);
  const links = JSON.parse((await server.sh('ip -json address show')).stdout);
  expect(links.slice(1)).toMatchObject([
    { ifname: 'eth0', mtu: 1400, address: '52:54:00:11:22:33' },
    { ifname: 'eth1', mtu: 1500, address: expect.stringMatching(/^02:/) },
  ]);
  const global = links.map(({ addr_info }: { addr_info: { local: string; scope: string }[] }) =>
    addr_info.filter(({ scope }) => scope !== 'host').map(({ local, scope }) => (scope === 'link' ? scope : local)),
  );
  expect(global).toEqual([[], ['10.77.0.1', 'fd77::1', 'link'], ['10.78.0.1']]);
  const routes = (await server.sh('ip route')).stdout;
  expect(routes).toMatch(/^10\.99\.0\.0\/16 via 10\.77\.0\.9 dev eth0 metric 7/m);
  expect(routes).toMatch(/^default via 10\.77\.0\.8 dev eth0 *\ndefault via 10\.78\.0\.8 dev eth1/m);
  expect(routes).not.toContain('10.44.0.0');
  expect(server.running.stderr.text).toMatch(/a\.network:\d+: \[Route\] Type is blackhole, .* the route is left out/);

  const seen = await client.sh('ip -brief -4 address show dev eth0; ip route show default; cat /etc/resolv.conf');
  expect(seen.stdout).toMatch(/^eth0 +UP +10\.77\.0\.5\d\/24 *\ndefault via 10\.77\.0\.9 dev eth0 *\n/);
  expect(seen.stdout).toMatch(/\nsearch example\.test\nnameserver 10\.77\.0\.53\n$/);
  expect((await client.sh('ping -c 1 -W 10 storage')).stdout).toContain('1 received');
  const address = /10\.77\.0\.5\d/.exec(seen.stdout)?.[0];
  expect((await server.sh(`ping -c 1 -W 10 ${address}`)).stdout).toContain('1 received');
  for (const { status, stderr } of [await client.end(), await server.end()]) expect(status, stderr).toBe(0);
});
