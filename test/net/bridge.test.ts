// VMs of an ordinary user on the bridge that root has made.
import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, expect, test } from 'vitest';
import { asUser, rapido, SELF, temporaryDirectory, type User } from '../helpers/index.js';
import { type NetworkNamespace, networkNamespace, ordinaryIn, rootIn, shellIn } from '../helpers/network-namespace.js';
import { cli, type NetworkVm, startVm } from './vm.js';

const EXAMPLE = fileURLToPath(new URL('../../packages/core/test/network/net-conf', import.meta.url));
const env = { RAPIDO_RUNTIME_DIR: join(SELF.directories.runtime, 'rapido'), SUDO_UID: undefined };
const uid = 65534;
/** Who is not root has one user only, whoever that seems to be. */
const owner = process.getuid?.() === 0 ? uid : 0;

let image = '';

beforeAll(async () => {
  const user = asUser(uid);
  image = join(user.directories.home, 'simple-network.img');
  const { status, stderr } = await rapido(['cut', 'simple-network', '--out', image], { user });
  expect(status, stderr).toBe(0);
});

/** A bridge, and the user who may boot on it. */
async function bridge(args: readonly string[]): Promise<{ namespace: NetworkNamespace; user: User }> {
  const namespace = await networkNamespace();
  await net(namespace, ['up', ...args]);
  return { namespace, user: ordinaryIn(namespace, uid) };
}

async function net(namespace: NetworkNamespace, args: readonly string[]): Promise<void> {
  const words = ['net', args[0] ?? '', '--set', `TAP_USER=${owner}`, ...args.slice(1)];
  const { status, stderr } = await rapido(words, { user: rootIn(namespace), env });
  expect(status, stderr).toBe(0);
}

const received = (from: NetworkVm, to: string, flags = '') => pinged(from.sh(`ping ${flags} -c 1 -W 10 ${to}`));

async function pinged(result: ReturnType<NetworkVm['sh']>): Promise<boolean> {
  return (await result).stdout.includes('1 received');
}

test('two that start at the same moment reach each other by name and the host, over IPv4 and IPv6', async () => {
  const { namespace, user } = await bridge(['--vms', '2', '--set', 'BR_ADDR=192.168.155.1/24 fd00:155::1/64']);
  const vms = await Promise.all([1, 2].map(() => startVm(image, [], { user })));
  const [first, second] = vms.sort((a, b) => a.number - b.number) as [NetworkVm, NetworkVm];
  expect(vms.map(({ hostname }) => hostname)).toEqual(['rapido1', 'rapido2']);
  expect(first.running.stderr.text).toContain('as rapido1 on the bridge: eth0 192.168.155.101/24 fd00:155::101/64');
  expect(await received(first, 'rapido2', '-4')).toBe(true);
  expect(await received(second, 'rapido1', '-6')).toBe(true);
  expect(await received(first, '192.168.155.1')).toBe(true);
  expect(shellIn(namespace, 'ping -c 1 -W 10 192.168.155.102; ping -c 1 -W 10 fd00:155::101')).toMatch(
    /1 received.*1 received/s,
  );
  expect((await rapido(['ps'], { user })).stdout).toMatch(/^1 .* bridge 192\.168\.155\.101 fd00:155::101 /m);

  const third = await cli(['boot', image, '-x', 'true'], { user }).result;
  expect(third.status).toBe(128);
  expect(third.stderr).toContain('VM 3 needs the tap device rapido-tap3, which rapido-br does not have.');
  expect(third.stderr).toMatch(/sudo .*net up --vms 3/);
  for (const { status, stderr } of await Promise.all(vms.map((vm) => vm.end()))) expect(status, stderr).toBe(0);
});

test('the tap devices are those of VM_NET_CONF, and a VM with two of them has two interfaces', async () => {
  const netConf = join(temporaryDirectory(), 'net-conf');
  cpSync(EXAMPLE, netConf, { recursive: true });
  const set = ['--set', `VM_NET_CONF=${netConf}`];
  const { namespace, user } = await bridge(set);
  expect(shellIn(namespace, 'ip -brief link show master rapido-br').match(/^rapido-tap\d/gm)).toEqual(
    [1, 2, 3, 4].map((number) => `rapido-tap${number}`),
  );
  const vms = await Promise.all([1, 2, 3].map(() => startVm(image, set, { user })));
  const [first, second, third] = vms.sort((a, b) => a.number - b.number) as [NetworkVm, NetworkVm, NetworkVm];
  expect(third.running.stderr.text).toContain(
    'as rapido3 on the bridge: eth0 192.168.155.103/24, eth1 192.168.155.104/24',
  );
  expect(third.running.stderr.text).not.toContain('Warning');
  expect(await received(first, 'rapido3')).toBe(true);
  expect(await received(first, '192.168.155.104')).toBe(true);
  expect(await received(third, 'rapido2')).toBe(true);

  second.running.kill('SIGKILL');
  await second.running.result;
  expect(await received(third, 'rapido1')).toBe(true);
  for (const { status, stderr } of await Promise.all([first.end(), third.end()])) expect(status, stderr).toBe(0);
});

test.runIf(owner !== 0)('a bridge of somebody else is not taken unasked', async () => {
  const { user } = await bridge(['--vms', '1', '--set', 'TAP_USER=0']);
  const plan = (...args: string[]) => rapido(['boot', image, '--dry-run', ...args], { user });
  expect((await plan()).stdout).toContain('-netdev stream,');
  const asked = await plan('--net', 'bridge');
  expect([asked.status, asked.stderr]).toEqual([
    128,
    expect.stringContaining('rapido-tap1 belongs to root, not to you'),
  ]);
});

test("addresses come from the host's DHCP server", async () => {
  const { namespace, user } = await bridge(['--vms', '1', ...range(40)]);
  const look =
    'ip -brief -4 address show dev eth0; ip route show default; grep rapido2 /etc/hosts; ping -c 1 -W 10 192.168.155.1';
  try {
    const { status, stdout, stderr } = await cli(['boot', image, '-x', look], { user }).result;
    expect(status, stderr).toBe(0);
    expect(stderr).toContain('on the bridge: eth0 192.168.155.40/24 ');
    expect(stdout).toMatch(/^eth0 +UP +192\.168\.155\.40\/24 *\n192\.168\.155\.41 rapido2\nPING .*1 received/s);
    // Peers would look for it there, so it is said when somebody else has that address.
    await net(namespace, ['up', '--vms', '1', ...range(50)]);
    shellIn(
      namespace,
      `ip link add name stranger0 type veth peer name stranger1
      ip link set dev stranger0 master rapido-br up; ip link set dev stranger1 up
      busybox udhcpc -i stranger1 -f -n -q -r 192.168.155.50 -s /bin/true 2>&1 | grep 'lease of 192.168.155.50 obtained'`,
    );
    const other = await cli(['boot', image, '-x', 'true'], { user }).result;
    expect(other.status, other.stderr).toBe(0);
    expect(other.stderr).toMatch(/Warning: DHCP: the VM has 192\.168\.155\.5[1-9]\/24, not 192\.168\.155\.50, where/);
  } finally {
    await net(namespace, ['down']);
  }
});

const range = (first: number) => ['--set', `BR_DHCP_SRV_RANGE=192.168.155.${first},192.168.155.${first + 9},1h`];
