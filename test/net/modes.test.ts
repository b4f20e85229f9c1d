// What `--net` and VM_NET choose, where there is no bridge; in a network namespace, so that nothing leaves it.
import type { LaunchPlan } from '@rapido/core';
import { beforeAll, expect, test } from 'vitest';
import { addFiles, project } from '../helpers/project.js';
import { cutImage } from '../run/vm.js';
import { cli, type Where } from './vm.js';

const [uid, gid] = [process.getuid?.() ?? 0, process.getgid?.() ?? 0];
// Not as root of the user namespace: dracut would take itself for one who may give files away.
const become = uid === 0 ? [] : ['--user', `--map-user=${uid}`, `--map-group=${gid}`];
const through = ['unshare', ...become, '--net'];

let image = '';

beforeAll(async () => {
  image = await cutImage([], 'simple-network');
});

const run = (args: readonly string[], where: Where = {}) => cli(args, { through, ...where }).result;

test("QEMU's user network leads outside: an address, a route and a resolver", async () => {
  const look = 'ip -brief address show dev eth0; ip route show default; cat /etc/resolv.conf; ping -c 1 -W 10 10.0.2.2';
  const { status, stdout, stderr } = await run(['boot', image, '--net', 'user', '-x', look]);
  expect(status, stderr).toBe(0);
  expect(stderr).toMatch(/as rapido1 on the user network: eth0 10\.0\.2\.15\/24 /);
  const [address, route, resolver, ...ping] = stdout.split('\n');
  expect(address).toMatch(/^eth0 +UP +10\.0\.2\.15\/24 *$/);
  expect([route, resolver]).toEqual(['default via 10.0.2.2 dev eth0 ', 'nameserver 10.0.2.3']);
  expect(ping.join('\n')).toContain('1 received');
});

test('none is none; a flag goes before the setting', async () => {
  const dir = project({ 'rapido.conf': 'VM_NET=user\n' });
  const { status, stdout, stderr } = await run(['boot', image, '--net', 'none', '-x', 'ls /sys/class/net'], {
    cwd: dir,
  });
  expect({ status, stdout }, stderr).toEqual({ status: 0, stdout: 'lo\n' });
  const [plan] = await plans(['boot', image], { cwd: dir });
  expect(plan?.args.join(' ')).toContain('-netdev user,');
});

test('unset, it is the mesh; a cut without a network gets one by the flag alone', async () => {
  expect((await plans(['boot', image]))[0]?.args.join(' ')).toMatch(/-netdev stream,\S*mesh-\d+\.sock,/);
  const dir = project({ 'rapido.conf': 'VM_NET=user\n' });
  const lone = await run(['cut', 'simple-example'], { cwd: dir });
  expect(lone.status, lone.stderr).toBe(0);
  expect((await plans(['boot'], { cwd: dir }))[0]?.args).not.toContain('-netdev');
  const refused = await run(['boot', '--net', 'mesh'], { cwd: dir });
  expect(refused.status).toBe(129);
  expect(refused.stderr).toContain('Hint:  Cut it with that: rapido run simple-example --net mesh');
  const cut = await run(['run', 'simple-example', '--net', 'user', '-x', 'ip -brief address show dev eth0'], {
    cwd: dir,
  });
  expect(cut.status, cut.stderr).toBe(0);
  expect(cut.stdout).toContain('10.0.2.15/24');
});

test('without a bridge, or without a QEMU that knows the mesh, the ways that remain are named', async () => {
  const bridge = await run(['boot', image, '--net', 'bridge']);
  expect(bridge.status).toBe(128);
  expect(bridge.stderr).toContain('There is no bridge rapido-br');
  expect(bridge.stderr).toMatch(/sudo .*net up/);
  expect(bridge.stderr).toContain('--net mesh or --net user');
  const dir = project({ 'rapido.conf': 'QEMU=${RAPIDO_DIR}/qemu\n' });
  addFiles(dir, { qemu: ['#!/bin/sh\necho "QEMU emulator version 7.1.0"\n', 0o755] });
  const old = await run(['boot', image, '--net', 'mesh'], { cwd: dir });
  expect(old.status).toBe(128);
  expect(old.stderr).toContain('The mesh needs QEMU 7.2 or newer');
  expect(old.stderr).toContain('--net user');
});

test('a network that cannot come up ends the VM with the reason', async () => {
  const dir = project();
  addFiles(dir, {
    'net-conf/vm1/rapido-tap1.network': '[Network]\nAddress=10.0.0.1/24\nGateway=10.9.9.9\nIPForward=yes\n',
  });
  const { status, stderr } = await run(['boot', image, '--net', 'mesh', '-x', 'true'], { cwd: dir });
  expect(status).toBe(104);
  expect(stderr).toContain('vm1/rapido-tap1.network:4: [Network] IPForward is not supported');
  expect(stderr).toMatch(/could not be set up: network: ip route append default via 10\.9\.9\.9 dev eth0: .*Nexthop/);
});

async function plans(args: readonly string[], where: Where = {}): Promise<readonly LaunchPlan[]> {
  const { status, stdout, stderr } = await run([...args, '--dry-run', '--json'], where);
  expect(status, stderr).toBe(0);
  return JSON.parse(stdout) as LaunchPlan[];
}
