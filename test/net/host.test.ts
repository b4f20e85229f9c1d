// The host's side of the VMs' network: what `rapido net` makes, and that it leaves everything else alone.
import { existsSync, readFileSync, readlinkSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { expectFailure } from '../helpers/failure.js';
import { ptyOf, type Result, type RunOptions, rapido, SELF, start, startRapido } from '../helpers/index.js';
import {
  inNetwork,
  type NetworkNamespace,
  networkNamespace,
  networkOf,
  ordinaryIn,
  rootIn,
  type SeenDevice,
  shellIn,
} from '../helpers/network-namespace.js';
import { project } from '../helpers/project.js';
import { cliCommand } from '../helpers/rapido.js';

const QEMU = process.arch === 'arm64' ? 'qemu-system-aarch64' : 'qemu-system-x86_64';
const MARK = 'rapido: made by "rapido net up"';
// Not those of the machine, and their files in a place that only this test file has.
const env = { RAPIDO_RUNTIME_DIR: join(SELF.directories.runtime, 'rapido'), SUDO_UID: undefined };

function net(namespace: NetworkNamespace, args: readonly string[], options: RunOptions = {}): Promise<Result> {
  return rapido(['net', ...args], { user: rootIn(namespace), ...options, env: { ...env, ...options.env } });
}

async function done(result: Promise<Result>): Promise<string> {
  const { status, stdout, stderr } = await result;
  expect(status, stderr).toBe(0);
  return stdout;
}

const sets = (settings: Readonly<Record<string, string>>) =>
  Object.entries(settings).flatMap(([name, value]) => ['--set', `${name}=${value}`]);

/** All that `up` can make, with few taps: there is either a port to the outside or a DHCP server. */
const USUAL = { BR_ADDR: '10.9.0.1/24 fd00:9::1/64', BR_MTU: '1400' };
const attached = ['--vms', '2', '--yes', ...sets({ ...USUAL, BR_IF: 'port0' })];
const serving = ['--vms', '2', ...sets({ ...USUAL, BR_DHCP_SRV_RANGE: '10.9.0.10,10.9.0.20,1h' })];
const SOMETHING_ELSE = ['--vms', '1', ...sets({ BR_DHCP_SRV_RANGE: '192.168.155.10,192.168.155.20' })];
const PORT = 'ip link add port0 type veth peer name port1; ip link set port1 up';

test('up makes it once, status shows it, down removes it', async () => {
  const namespace = await networkNamespace();
  const before = networkOf(namespace);
  expect(await done(net(namespace, ['status']))).toMatch(/bridge +rapido-br +not there/);
  expect(await done(net(namespace, ['down']))).toContain('Nothing to remove');

  const made = await done(net(namespace, ['up', '--vms', '2']));
  expect(made.match(/^made .*$/gm)).toHaveLength(3);
  expect(made).toContain('rapido run simple-network');
  const { devices } = networkOf(namespace);
  const tap = { kind: 'tun', alias: MARK, master: 'rapido-br', owner: 'root', mtu: 1500, up: true, addresses: [] };
  expect(devices.filter(({ name }) => name !== 'lo')).toEqual([
    { name: 'rapido-br', kind: 'bridge', alias: MARK, mtu: 1500, up: true, addresses: ['192.168.155.1/24'] },
    { name: 'rapido-tap1', ...tap },
    { name: 'rapido-tap2', ...tap },
  ]);

  const again = JSON.parse(await done(net(namespace, ['up', '--vms', '2', '--json'])));
  expect(again).toMatchObject({ commands: [], things: Array(3).fill({ outcome: 'there' }) });
  expect((await done(net(namespace, ['up', '--vms', '3']))).match(/^made .*$/gm)).toEqual([
    expect.stringContaining('rapido-tap3'),
  ]);

  expect(await done(net(namespace, ['status']))).toMatch(/rapido-tap3 +of root, free/);
  expect(JSON.parse(await done(net(namespace, ['status', '--json'])))).toMatchObject({
    bridge: { state: 'there', up: true, addresses: ['192.168.155.1/24'], mtu: 1500 },
    taps: Array(3).fill({ ours: true, owner: 'root', inUse: false }),
    dhcp: { running: false },
  });
  const more = JSON.parse(await done(net(namespace, ['up', '--vms', '4', '--json'])));
  expect(more.things.at(-1)).toEqual({ kind: 'tap', name: 'rapido-tap4', outcome: 'made', text: 'of root' });
  const { things } = JSON.parse(await done(net(namespace, ['down', '--json'])));
  expect(things).toMatchObject(Array(5).fill({ outcome: 'removed' }));
  expect(networkOf(namespace)).toEqual(before);
});

test('the bridge forwards at once, and all multicast', async () => {
  const namespace = await networkNamespace();
  await done(net(namespace, ['up']));
  const [bridge] = JSON.parse(shellIn(namespace, 'ip -json -details link show dev rapido-br'));
  expect(bridge.linkinfo.info_data).toMatchObject({ forward_delay: 0, stp_state: 0, mcast_snooping: 0 });
});

test('a VM reaches no other network of a host that is a router', async () => {
  const namespace = await networkNamespace();
  const [peer, outside] = [await networkNamespace(namespace), await networkNamespace(namespace)];
  shellIn(
    namespace,
    `ip link add out0 type veth peer name eth0 netns ${outside.pid}; ip address add 10.7.0.1/24 dev out0; ip link set out0 up
     ip link add in0 type veth peer name eth0 netns ${peer.pid}
     sysctl -q -w net/ipv4/ip_forward=1`,
  );
  shellIn(outside, 'ip link set eth0 up; ip address add 10.7.0.2/24 dev eth0; ip route add default via 10.7.0.1');
  await done(net(namespace, ['up', '--vms', '1', ...sets({ BR_ADDR: '10.9.0.1/24 fd00:9::1/64' })]));
  shellIn(namespace, 'ip link set in0 master rapido-br up');
  shellIn(peer, 'ip link set eth0 up; ip address add 10.9.0.2/24 dev eth0; ip route add default via 10.9.0.1');
  const gets = (address: string) =>
    shellIn(peer, `ping -q -c 1 -w 20 ${address} >/dev/null && echo yes || echo no`).trim();
  const lost = () => shellIn(peer, 'ping -q -c 3 -i 0.2 -W 1 10.7.0.2 >/dev/null && echo yes || echo no').trim();
  const isolation = async () =>
    JSON.parse(await done(net(namespace, ['status', '--json']))).findings.filter(
      ({ name }: { name: string }) => name === 'isolation',
    );
  expect(gets('10.9.0.1')).toBe('yes');
  expect(lost()).toBe('no');
  expect(await isolation()).toEqual([]);

  // As when Docker is started after the bridge was made.
  shellIn(namespace, 'sysctl -q -w net/ipv4/ip_forward=0 net/ipv4/ip_forward=1 net/ipv6/conf/all/forwarding=1');
  expect(gets('10.7.0.2')).toBe('yes');
  expect(await isolation()).toMatchObject([
    { found: expect.stringContaining('IPv4'), fix: 'sudo sysctl -w net/ipv4/conf/rapido-br/forwarding=0' },
    { found: expect.stringContaining('IPv6'), fix: 'sudo ip6tables -I FORWARD -i rapido-br ! -o rapido-br -j DROP' },
  ]);
  const args = ['up', '--vms', '1', ...sets({ BR_ADDR: '10.9.0.1/24 fd00:9::1/64' })];
  expect(JSON.parse(await done(net(namespace, [...args, '--json']))).commands).toHaveLength(1);
  expect(lost()).toBe('no');
  await peer.close();
  await outside.close();
});

test('where /proc/sys is read-only, as in a container, up works and warns', async () => {
  const namespace = await networkNamespace();
  const readOnly = 'mount --bind /proc/sys /proc/sys; mount -o remount,bind,ro /proc/sys; exec "$@"';
  const user = rootIn(namespace);
  const container = { ...user, become: [...user.become, 'unshare', '--mount', 'sh', '-ec', readOnly, 'sh'] };
  const { status, stdout, stderr } = await net(namespace, ['up', '--vms', '1'], { user: container });
  expect(status, stderr).toBe(0);
  expect(stdout).toMatch(/made +tap rapido-tap1/);
  expect(stderr).toMatch(/Warning: VMs may reach the other networks of this host.*sysctl: \S/s);
});

test('up changes what differs, where it has made it', async () => {
  const namespace = await networkNamespace();
  shellIn(namespace, PORT);
  const before = networkOf(namespace);
  await done(net(namespace, ['up', '--vms', '2']));
  await done(net(namespace, ['up', ...attached]));
  const { devices } = networkOf(namespace);
  const bridge = devices.find(({ name }) => name === 'rapido-br');
  expect(bridge).toMatchObject({ mtu: 1400, addresses: ['10.9.0.1/24', 'fd00:9::1/64'] });
  expect(devices.filter(({ master }) => master === 'rapido-br').map(({ name }) => name)).toEqual([
    ...['port0', 'rapido-tap1', 'rapido-tap2'],
  ]);
  expect(JSON.parse(await done(net(namespace, ['up', ...attached, '--json'])))).toMatchObject({ commands: [] });
  await done(net(namespace, ['up', '--vms', '2', ...sets({ BR_ADDR: '10.9.0.2/24' })]));
  const after = networkOf(namespace).devices;
  expect(after.find(({ name }) => name === 'rapido-br')).toMatchObject({ mtu: 1500, addresses: ['10.9.0.2/24'] });
  expect(after.find(({ name }) => name === 'port0')).toEqual(before.devices.find(({ name }) => name === 'port0'));
  await done(net(namespace, ['down']));
  expect(networkOf(namespace)).toEqual(before);
});

test('taps are those of VM_NET_CONF, where it has some', async () => {
  const namespace = await networkNamespace();
  const file = '[Network]\nDHCP=yes\n';
  const cwd = project({ 'net-conf/vm1/front.network': file, 'net-conf/vm1/back.network': file });
  const taps = async (...args: string[]) => {
    const { things } = JSON.parse(await done(net(namespace, ['up', '--dry-run', '--json', ...args], { cwd })));
    return things.flatMap(({ kind, name }: { kind: string; name: string }) => (kind === 'tap' ? [name] : []));
  };
  expect(await taps()).toEqual(['back', 'front']);
  expect(await taps('--vms', '2')).toEqual(['back', 'front', 'rapido-tap2']);
});

test.each([
  ['a port', attached],
  ['a DHCP server', serving],
])('--dry-run changes nothing, and its commands do what up does: %s', async (_, args) => {
  const namespace = await networkNamespace();
  shellIn(namespace, PORT);
  const before = networkOf(namespace);
  const commands = await done(net(namespace, ['up', '--dry-run', ...args]));
  expect(networkOf(namespace)).toEqual(before);
  shellIn(namespace, commands);
  expect(JSON.parse(await done(net(namespace, ['up', ...args, '--json'])))).toMatchObject({ commands: [] });
  expect((await done(net(namespace, ['down', '--dry-run']))).split('\n').length).toBeGreaterThan(4);
  expect(networkOf(namespace).devices).toHaveLength(before.devices.length + 3);
  await done(net(namespace, ['down']));
  expect(networkOf(namespace)).toEqual(before);
});

/**
 * A directory for PATH with an `ip`, or other `programs`, that do as `trouble`, lines of a shell, says at the `n`th change;
 * they find the number of the change in `$n`, and the directory in `$here`.
 */
function troubled(
  trouble: string,
  programs: readonly string[] = ['ip'],
): { readonly path: string; readonly file: (name: string) => string } {
  const script = `#!/bin/sh
here=\${0%/*}
program=\${0##*/}
PATH=$PATH:/usr/sbin:/sbin
real() { PATH=\${PATH#*:} exec "$program" "$@"; }
case $1 in -json | --test) real "$@" ;; esac
n=$(($(cat "$here/count" 2>/dev/null || echo 0) + 1))
echo "$n" >"$here/count"
${trouble}
real "$@"
`;
  const dir = project(Object.fromEntries(programs.map((program) => [program, [script, 0o755] as const])));
  return { path: `${dir}:${process.env['PATH']}`, file: (name) => join(dir, name) };
}

test.each([
  ['from nothing, with a port', undefined, attached],
  ['from nothing, with a DHCP server', undefined, serving],
  ['from something else, with a port', SOMETHING_ELSE, attached],
  ['from something else, with a DHCP server', SOMETHING_ELSE, serving],
])('a failure at each step of up leaves it as it was: %s', async (_, first, args) => {
  const namespace = await networkNamespace();
  shellIn(namespace, PORT);
  if (first) await done(net(namespace, ['up', ...first]));
  const before = networkOf(namespace);
  const dhcp = async () => JSON.parse(await done(net(namespace, ['status', '--json']))).dhcp;
  const server = await dhcp();
  const steps = JSON.parse(await done(net(namespace, ['up', '--dry-run', '--json', ...args]))).commands as string[];
  const changes = steps.filter((line) => !/^(pkill|rm) /.test(line));
  expect(changes.length).toBeGreaterThan(7);
  for (const [index, line] of changes.entries()) {
    const { path } = troubled(`[ "$n" = ${index + 1} ] && echo "Forced failure" >&2 && exit 2`, [
      ...['ip', 'sysctl', 'mkdir', 'dnsmasq'],
    ]);
    const result = await net(namespace, ['up', ...args], { env: { PATH: path } });
    if (line.startsWith('sysctl')) {
      expect(result.status, result.stderr).toBe(0);
      expect(result.stderr).toMatch(/Warning: .*: Forced failure/);
      await done(net(namespace, ['down']));
    } else {
      expectFailure(result, 128, 'HOST', `${line}: Forced failure`);
    }
    expect(networkOf(namespace), line).toEqual(before);
    expect(existsSync(serverFiles(namespace)), line).toBe(server.running);
  }
  expect(await dhcp()).toEqual(server);
  await done(net(namespace, ['down']));
});

test('Ctrl-C at each step of up leaves it as it was', async () => {
  const namespace = await networkNamespace();
  shellIn(namespace, PORT);
  const before = networkOf(namespace);
  for (let change = 1; change <= 9; change++) {
    // Before it has done it, or after: Rapido cannot know.
    const late = change % 2 === 0 ? 'PATH=${PATH#*:} ip "$@"; ' : '';
    const { path, file } = troubled(`[ "$n" = ${change} ] && { ${late}touch "$here/blocked"; exec sleep 1000; }`);
    const options = { user: rootIn(namespace), env: { ...env, PATH: path } };
    const running = startRapido(['net', 'up', ...attached], options);
    await vi.waitUntil(() => existsSync(file('blocked')), { timeout: 60_000 });
    running.kill('SIGINT');
    const result = await running.result;
    expect(result.status, result.stderr).toBe(130);
    expect(result.stderr).toContain(change === 1 ? 'Nothing was changed.' : 'What was done before is undone.');
    expect(networkOf(namespace), `change ${change}`).toEqual(before);
  }
});

test('Ctrl-C while the DHCP server starts leaves none, and no directory', async () => {
  const namespace = await networkNamespace();
  const before = networkOf(namespace);
  for (const program of ['mkdir', 'dnsmasq']) {
    const trouble =
      'PATH=${PATH#*:} "$program" "$@"; touch "$here/blocked"; until [ -e "$here/go" ]; do sleep 0.1; done; exit';
    const { path, file } = troubled(trouble, [program]);
    const options = { user: rootIn(namespace), env: { ...env, PATH: path } };
    const running = startRapido(['net', 'up', ...serving], options);
    await vi.waitUntil(() => existsSync(file('blocked')), { timeout: 60_000 });
    running.kill('SIGINT');
    writeFileSync(file('go'), '');
    expect((await running.result).status, program).toBe(130);
    expect(networkOf(namespace), program).toEqual(before);
    expect(existsSync(dirname(serverFiles(namespace))), program).toBe(false);
  }
});

test.each(['SIGKILL', 'SIGQUIT'] as const)(
  '%s leaves nothing that the next up or down does not know',
  async (signal) => {
    const namespace = await networkNamespace();
    const before = networkOf(namespace);
    for (let change = 1; change <= 5; change++) {
      const { path, file } = troubled(
        `[ "$n" = ${change} ] && { PATH=\${PATH#*:} ip "$@"; touch "$here/blocked"; exec sleep 1000; }`,
      );
      const options = { user: rootIn(namespace), env: { ...env, PATH: path } };
      const running = startRapido(['net', 'up', '--vms', '2'], options);
      await vi.waitUntil(() => existsSync(file('blocked')), { timeout: 60_000 });
      running.kill(signal);
      await running.result;
      const unknown = networkOf(namespace).devices.filter(({ name, alias }) => name !== 'lo' && alias !== MARK);
      expect(signal === 'SIGKILL' ? ['', 'rapido-new'] : ['']).toContain(unknown.map(({ name }) => name).join());
      if (signal === 'SIGQUIT') expect(networkOf(namespace)).toEqual(before);
      else if (change % 2 === 1) await done(net(namespace, ['up', '--vms', '2']));
      await done(net(namespace, ['down']));
      expect(networkOf(namespace), `change ${change}`).toEqual(before);
    }
  },
);

test('a second Ctrl-C does not keep up from undoing, neither do those that a terminal sends to all', async () => {
  const namespace = await networkNamespace();
  const before = networkOf(namespace);
  // It blocks in its fifth change, and then in what undoes the one before.
  const { path, file } = troubled(`
    [ "$n" = 5 ] && touch "$here/blocked" && exec sleep 1000
    [ "$n" = 6 ] && touch "$here/undoing" && until [ -e "$here/go" ]; do sleep 0.1; done`);
  const terminal = ptyOf(inNetwork(namespace, cliCommand(['net', 'up', '--vms', '2'])), {
    env: { ...env, PATH: path },
  });
  await vi.waitUntil(() => existsSync(file('blocked')), { timeout: 60_000 });
  const since = performance.now();
  terminal.write('\x03');
  await vi.waitUntil(() => existsSync(file('undoing')), { timeout: 60_000 });
  await vi.waitUntil(() => performance.now() - since > 600); // until then it may be the same press of the key
  terminal.write('\x03');
  terminal.kill('SIGTERM');
  shellIn(namespace, `touch '${file('go')}'`);
  expect(await terminal.status).toBe(130);
  expect(networkOf(namespace)).toEqual(before);
});

test('only one at a time changes the network: another waits, but not for ever', async () => {
  const namespace = await networkNamespace();
  const before = networkOf(namespace);
  const { path, file } = troubled(
    '[ "$n" = 3 ] && touch "$here/blocked" && until [ -e "$here/go" ]; do sleep 0.1; done',
  );
  const options = { user: rootIn(namespace), env: { ...env, PATH: path } };
  const first = startRapido(['net', 'up', '--vms', '2'], options);
  await vi.waitUntil(() => existsSync(file('blocked')), { timeout: 60_000 });
  const waits = 'Waiting for another "rapido net" to end';
  const late = await net(namespace, ['up', '--vms', '2']);
  expectFailure(late, 128, 'HOST', 'Another "rapido net" is at work on this network: nothing was changed.');
  expect(late.stderr).toContain(waits);
  for (const args of [['status'], ['up', '--dry-run'], ['down', '--dry-run']]) await done(net(namespace, args));

  const second = startRapido(['net', 'down'], { user: rootIn(namespace), env });
  await second.stderr.waitFor(waits);
  writeFileSync(file('go'), '');
  expect((await first.result).status).toBe(0);
  const { status, stdout, stderr } = await second.result;
  expect(status, stderr).toBe(0);
  expect(stdout.match(/^removed .*$/gm)).toHaveLength(3);
  expect(networkOf(namespace)).toEqual(before);
});

test('down that fails, or is interrupted, leaves the rest for the next one', async () => {
  const namespace = await networkNamespace();
  const before = networkOf(namespace);
  await done(net(namespace, ['up', '--vms', '3']));
  const failing = troubled('[ "$n" = 2 ] && echo "RTNETLINK answers: Forced" >&2 && exit 2');
  const failed = await net(namespace, ['down'], { env: { PATH: failing.path } });
  expectFailure(failed, 128, 'HOST', 'ip link delete dev rapido-tap2: RTNETLINK answers: Forced', 'the rest is there');
  const blocking = troubled('[ "$n" = 2 ] && touch "$here/blocked" && exec sleep 1000');
  const running = startRapido(['net', 'down'], { user: rootIn(namespace), env: { ...env, PATH: blocking.path } });
  await vi.waitUntil(() => existsSync(blocking.file('blocked')), { timeout: 60_000 });
  running.kill('SIGINT');
  expect((await running.result).status).toBe(130);
  expect(networkOf(namespace).devices.map(({ name }) => name)).toEqual(['lo', 'rapido-br', 'rapido-tap3']);
  await done(net(namespace, ['down']));
  expect(networkOf(namespace)).toEqual(before);
});

test('down spares taps that VMs use, unless one says yes; so does an up for somebody else', async () => {
  const namespace = await networkNamespace();
  const before = networkOf(namespace);
  await done(net(namespace, ['up', '--vms', '2']));
  const made = networkOf(namespace);
  const netdev = 'tap,id=net,ifname=rapido-tap2,script=no,downscript=no';
  const vm = start(inNetwork(namespace, [QEMU, '-M', 'none', '-nodefaults', '-display', 'none', '-netdev', netdev]));
  const taps = async () => JSON.parse(await done(net(namespace, ['status', '--json']))).taps;
  await vi.waitUntil(async () => (await taps())[1].inUse, { timeout: 60_000 });

  const refused = await net(namespace, ['down']);
  expectFailure(refused, 128, 'HOST', 'VMs use rapido-tap2: nothing was removed.', 'rapido ps', '--yes');
  const given = await net(namespace, ['up', '--vms', '2', ...sets({ TAP_USER: '65534' })]);
  expectFailure(given, 128, 'HOST', 'The tap rapido-tap2 cannot be given to');
  expect(networkOf(namespace)).toEqual(made);
  expect(await done(net(namespace, ['down', '--dry-run']))).toContain('ip link delete dev rapido-tap2');
  await done(net(namespace, ['down', '--yes']));
  expect(networkOf(namespace)).toEqual(before);
  vm.kill('SIGKILL');
  await vm.result;
});

test('devices of others survive the refusal of up, and down', async () => {
  const namespace = await networkNamespace();
  shellIn(
    namespace,
    `ip link add rapido-br type bridge; ip address add 10.1.0.1/24 dev rapido-br; ip link set rapido-br up
     ip tuntap add dev rapido-tap1 mode tap user 0; ip link set rapido-tap1 master rapido-br alias other`,
  );
  const before = networkOf(namespace);
  expectFailure(
    await net(namespace, ['up']),
    ...([128, 'HOST'] as const),
    'There is a rapido-br that Rapido has not made: a bridge device, up, with 10.1.0.1/24.',
    'There is a rapido-tap1 that Rapido has not made: a tap device, down, port of rapido-br, owned by root, alias "other".',
  );
  expect(await done(net(namespace, ['down']))).toContain('left alone, not made by Rapido');
  expect(await done(net(namespace, ['status']))).toContain('not made by Rapido: a bridge device');
  expect(networkOf(namespace)).toEqual(before);

  const other = ['--set', 'BR_DEV=mine', '--vms', '1'];
  const taken = await net(namespace, ['up', ...other]);
  expectFailure(taken, 128, 'HOST', 'rapido-tap1');
  shellIn(namespace, 'ip link delete rapido-tap1; ip tuntap add dev stranger mode tap user 0');
  await done(net(namespace, ['up', ...other]));
  shellIn(namespace, 'ip link set stranger master mine');
  await done(net(namespace, ['down', ...other.slice(0, 2)]));
  const names = networkOf(namespace).devices.map(({ name }: SeenDevice) => name);
  expect(names).toEqual(['lo', 'rapido-br', 'stranger']);
});

test('BR_IF is attached when one says yes, and released as it was', async () => {
  const namespace = await networkNamespace();
  shellIn(namespace, PORT);
  const before = networkOf(namespace);
  const args = ['net', 'up', '--vms', '1', ...sets({ BR_IF: 'port0' })];
  expectFailure(await net(namespace, args.slice(1)), 129, 'USAGE', 'port0 will be a port of rapido-br', '--yes');
  const onTerminal = () => ptyOf(inNetwork(namespace, cliCommand(args)), { env, columns: 120 });
  for (const [answer, status] of [
    ['\r', 130],
    ['n\r', 130],
    ['\x04', 130],
    ['\x03', 130],
  ] as const) {
    const terminal = onTerminal();
    await terminal.waitFor('Go on? [y/N] ');
    terminal.write(answer);
    expect(await terminal.status, JSON.stringify(answer)).toBe(status);
    expect(networkOf(namespace)).toEqual(before);
  }
  const terminal = onTerminal();
  await terminal.waitFor('Go on? [y/N] ');
  terminal.write('y\r');
  await terminal.waitFor(/attached +interface port0/);
  expect(await terminal.status).toBe(0);
  const port = networkOf(namespace).devices.find(({ name }) => name === 'port0');
  expect(port).toMatchObject({ master: 'rapido-br', up: true });
  expect(port).not.toHaveProperty('alias');
  await done(net(namespace, args.slice(1))); // it is there already: no question
  await done(net(namespace, ['down']));
  expect(networkOf(namespace)).toEqual(before);
});

test('the DHCP server answers on the bridge alone, without a route, and goes with down', async () => {
  const namespace = await networkNamespace();
  const client = await networkNamespace(namespace);
  const link = (name: string) =>
    `ip link add ${name} type veth peer name eth0 netns ${client.pid}; ip link set ${name} up
     nsenter --target=${client.pid} --net ip link set eth0 up`;
  await done(net(namespace, ['up', ...serving]));
  shellIn(namespace, `${link('port0')}; ip link set port0 master rapido-br`);
  const script = '#!/bin/sh\n[ "$1" = bound ] && echo "$ip/$mask router=$router dns=$dns lease=$lease"; exit 0\n';
  const said = join(project({ said: [script, 0o755] }), 'said');
  const ask = () =>
    start(inNetwork(client, ['busybox', 'udhcpc', '-f', '-n', '-q', '-t', '3', '-i', 'eth0', '-s', said])).result;
  expect((await ask()).stdout).toMatch(/^10\.9\.0\.(1\d|20)\/24 router= dns= lease=3600$/m);
  expect(await done(net(namespace, ['status']))).toContain('gives out 10.9.0.10,10.9.0.20,1h');

  const files = serverFiles(namespace);
  const pid = Number(readFileSync(join(files, 'pid'), 'utf8'));
  expect(commandOf(pid)).toContain('--interface=rapido-br');
  for (const dir of [files, dirname(files)]) expect(statSync(dir).mode & 0o777).toBe(0o700);
  await done(net(namespace, ['up', ...serving]));
  expect(commandOf(pid)).toContain('--interface=rapido-br');

  await done(net(namespace, ['down']));
  expect(existsSync(dirname(files))).toBe(false);
  expect(commandOf(pid)).not.toContain('dnsmasq');
  await client.close();
});

/** Where the DHCP server of the network's bridge has its files. */
function serverFiles({ pid }: NetworkNamespace): string {
  const number = readlinkSync(`/proc/${pid}/ns/net`).replace(/\D/g, '');
  return join(env.RAPIDO_RUNTIME_DIR, 'net', `rapido-br-${number}`);
}

/** Empty for a process that has ended. */
function commandOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
  } catch {
    return '';
  }
}

test('a DHCP server that is lost is told of, and made anew', async () => {
  const namespace = await networkNamespace();
  const pid = () => Number(readFileSync(join(serverFiles(namespace), 'pid'), 'utf8'));
  await done(net(namespace, ['up', ...serving]));
  const first = pid();
  shellIn(namespace, 'ip link delete dev rapido-br');
  await done(net(namespace, ['up', ...serving]));
  expect(commandOf(first)).not.toContain('dnsmasq');
  const second = pid();
  expect(commandOf(second)).toContain('--interface=rapido-br');

  process.kill(second, 'SIGKILL');
  await vi.waitUntil(() => commandOf(second) === '', { timeout: 20_000 });
  const findings = async (args: readonly string[]) =>
    JSON.parse(await done(net(namespace, ['status', '--json', ...args]))).findings;
  const found = { name: 'DHCP server', found: 'has ended by itself', fix: 'sudo rapido net up' };
  expect(await findings([])).toContainEqual(expect.objectContaining(found));
  await done(net(namespace, ['up', ...serving]));
  expect(await findings(serving)).toEqual([]);
  process.kill(pid(), 'SIGKILL');
  await done(net(namespace, ['down']));
  expect(existsSync(dirname(serverFiles(namespace)))).toBe(false);
  await done(net(namespace, ['up', '--vms', '2']));
  expect(await findings(['--set', 'BR_DHCP_SRV_RANGE=192.168.155.10,192.168.155.20'])).toMatchObject([
    { name: 'DHCP server', found: 'does not run, though BR_DHCP_SRV_RANGE is set' },
  ]);
});

test('a number in an old pid file is not taken for the DHCP server', async () => {
  const namespace = await networkNamespace();
  const bystander = start(['sleep', '1000']);
  await done(net(namespace, ['up', ...sets({ BR_DHCP_SRV_RANGE: '192.168.155.10,192.168.155.20' })]));
  const file = join(serverFiles(namespace), 'pid');
  const pid = Number(readFileSync(file, 'utf8'));
  process.kill(pid, 'SIGKILL');
  await vi.waitUntil(() => commandOf(pid) === '', { timeout: 20_000 });
  writeFileSync(file, `${bystander.pid}\n`);
  expect(JSON.parse(await done(net(namespace, ['status', '--json']))).dhcp).toEqual({ running: false });
  await done(net(namespace, ['down']));
  expect(commandOf(bystander.pid)).toContain('sleep');
  expect(existsSync(dirname(serverFiles(namespace)))).toBe(false);
});

test('what cannot be is refused before anything is done, with the setting and the reason', async () => {
  const namespace = await networkNamespace();
  shellIn(
    namespace,
    `ip link add port0 type veth peer name port1; ip link set port0 up; ip link set port1 up
     ip address add 10.7.0.1/16 dev port0; ip route add default via 10.7.0.2; ip link add other type bridge
     ip link add port2 type veth peer name port3; ip link set port2 master other`,
  );
  const before = networkOf(namespace);
  const bad: [Record<string, string>, ...string[]][] = [
    [{ BR_ADDR: '10.9.0.1' }, 'BR_ADDR', '10.9.0.1'],
    [{ BR_ADDR: 'nonsense' }, 'BR_ADDR', 'nonsense'],
    [{ BR_ADDR: '10.7.3.1/24' }, 'BR_ADDR: 10.7.3.1/24 overlaps with the route to 10.7.0.0/16 through port0.'],
    [{ BR_DEV: 'rapido-bridge-of-mine' }, 'BR_DEV: "rapido-bridge-of-mine" is 21 bytes long, and the kernel takes 15'],
    [{ BR_DEV: 'my br' }, 'BR_DEV: "my br" is not a name for a network device'],
    [{ BR_DEV: 'br/1' }, 'BR_DEV: "br/1"'],
    [{ BR_DEV: 'br%d' }, 'BR_DEV: "br%d"'],
    [{ BR_DEV: 'a,b' }, 'BR_DEV: "a,b"'],
    [{ TAP_USER: 'no-such-user' }, 'TAP_USER: there is no user "no-such-user"'],
    [{ BR_IF: 'eth77' }, 'BR_IF: eth77 does not exist'],
    [{ BR_IF: 'port0' }, 'BR_IF: port0 carries the default route'],
    [{ BR_IF: 'port2' }, 'BR_IF: port2 is a port of other already'],
    [{ BR_IF: 'lo' }, 'BR_IF: lo is the loopback device'],
    [{ BR_IF: 'rapido-br' }, 'BR_IF: rapido-br is the bridge itself'],
    [
      { BR_IF: 'port1', BR_DHCP_SRV_RANGE: '192.168.155.10,192.168.155.20' },
      'a second DHCP server would answer all machines that port1 leads to',
    ],
    [{ BR_MTU: '67' }, 'BR_MTU: 67 is not between 68 and 65521'],
    [{ BR_MTU: '1279', BR_ADDR: 'fd00::1/64' }, 'BR_MTU: 1279 is not between 1280 and 65521'],
    [{ BR_MTU: 'big' }, 'BR_MTU is not a whole number: "big"'],
    [{ BR_DHCP_SRV_RANGE: '10.9.0.10,10.9.0.20' }, '10.9.0.10 is in no network of BR_ADDR (192.168.155.1/24)'],
    [{ BR_DHCP_SRV_RANGE: '192.168.155.10,192.168.156.20' }, '192.168.156.20 is in no network of BR_ADDR'],
    [{ BR_DHCP_SRV_RANGE: '192.168.155.10,192.168.155.20,x' }, 'bad dhcp-range'],
    ...[
      '192.168.155.10,x',
      '192.168.155.0,proxy',
      '192.168.155.0,static',
      'fd00::10,fd00::20',
      'tag:a,192.168.155.10',
    ].map((range): [Record<string, string>, ...string[]] => [
      { BR_DHCP_SRV_RANGE: range, BR_ADDR: '192.168.155.1/24 fd00::1/64' },
      `BR_DHCP_SRV_RANGE: "${range}": is not from one IPv4 address to another.`,
    ]),
  ];
  for (const [settings, ...texts] of bad) {
    const result = await net(namespace, ['up', '--yes', '--vms', '1', ...sets(settings)]);
    expectFailure(result, 129, 'CONFIG_VALUE', ...texts);
  }
  for (const args of [['--vms', '0'], ['--vms', '100'], ['--vms', 'two'], ['extra'], ['--nonsense']]) {
    expectFailure(await net(namespace, ['up', ...args]), 129, 'USAGE');
  }
  expect(networkOf(namespace)).toEqual(before);
});

test('IPv6 that is switched off is told, and what was made is undone', async () => {
  const namespace = await networkNamespace();
  shellIn(namespace, 'echo 1 >/proc/sys/net/ipv6/conf/default/disable_ipv6');
  const before = networkOf(namespace);
  const result = await net(namespace, ['up', ...sets({ BR_ADDR: 'fd00:9::1/64' })]);
  expectFailure(result, 128, 'HOST', 'ip address add fd00:9::1/64', 'IPv6 is switched off here');
  expect(networkOf(namespace)).toEqual(before);
});

test('an ordinary user may look, and is told the very line that makes it', async () => {
  const namespace = await networkNamespace();
  const user = ordinaryIn(namespace);
  const before = networkOf(namespace);
  const dir = project({ 'my.conf': 'BR_ADDR=10.9.0.1/24\n' });
  const options = { user, cwd: user.directories.home, env: { RAPIDO_BR_DHCP_SRV_RANGE: '10.9.0.10,10.9.0.20' } };
  const args = ['up', '--vms', '2', '--config', join(dir, 'my.conf'), '--set', 'BR_DEV=mine'];
  const message = expectFailure(await net(namespace, args, options), 128, 'HOST', 'takes root');
  const line = /^Hint: {2}sudo (.*)$/m.exec(message)?.[1] ?? '';
  expect(line).toContain(`${process.execPath} `);
  expect(await done(net(namespace, [...args, '--dry-run'], options))).toContain('name mine alias');
  expect(networkOf(namespace)).toEqual(before);

  // As sudo does: as root, with who called in SUDO_UID and none of his other variables.
  const sudo = `RAPIDO_RUNTIME_DIR='${env.RAPIDO_RUNTIME_DIR}' SUDO_UID=0 ${line}`;
  const made = await start(['sh', '-c', sudo], { user: rootIn(namespace) }).result;
  expect(made.stdout, made.stderr).toMatch(/made +bridge mine +10\.9\.0\.1\/24/);
  const status = JSON.parse(await done(net(namespace, ['status', '--json', ...args.slice(1)], options)));
  expect(status).toMatchObject({
    bridge: { name: 'mine', state: 'there' },
    dhcp: { running: true, range: '10.9.0.10,10.9.0.20' },
  });
  await done(net(namespace, ['down', '--set', 'BR_DEV=mine']));
});

test('doctor says what is wrong with a bridge that is there', async () => {
  const namespace = await networkNamespace();
  const checks = async () => {
    const { stdout } = await rapido(['doctor', '--json'], { user: rootIn(namespace), env });
    return JSON.parse(stdout) as { name: string; status: string; found: string; fix?: string }[];
  };
  expect(await checks()).toContainEqual({ name: 'bridge', status: 'ok', found: 'none; VMs use mesh or user' });
  await done(net(namespace, ['up', '--vms', '1']));
  shellIn(namespace, 'ip link set rapido-br down; ip link set rapido-tap1 nomaster');
  const found = await checks();
  expect(found).toContainEqual({ name: 'rapido-br', status: 'warn', found: 'is down', fix: 'sudo rapido net up' });
  expect(found).toContainEqual(expect.objectContaining({ name: 'taps', status: 'warn' }));
  await done(net(namespace, ['up', '--vms', '1']));
  expect((await checks()).filter(({ name }) => ['rapido-br', 'taps'].includes(name))).toEqual([]);
  await done(net(namespace, ['down']));
});

test('status knows an attached interface that is gone', async () => {
  const namespace = await networkNamespace();
  shellIn(namespace, PORT);
  await done(net(namespace, ['up', ...attached]));
  const status = async () => JSON.parse(await done(net(namespace, ['status', '--json', '--vms', '2', ...sets(USUAL)])));
  expect(await status()).toMatchObject({ attached: 'port0', findings: [] });
  shellIn(namespace, 'ip link set port0 nomaster');
  expect((await status()).findings).toMatchObject([{ name: 'port0', found: 'is no port of rapido-br any more' }]);
  shellIn(namespace, 'ip link delete port0');
  const found = await status();
  expect(found).not.toHaveProperty('attached');
  expect(found.findings).toMatchObject([{ name: 'port0', found: 'is gone' }]);
});

test('status names a network manager that has taken the taps', async () => {
  const namespace = await networkNamespace();
  await done(net(namespace, ['up', '--vms', '2']));
  const links = { Interfaces: [{ Name: 'rapido-br', AdministrativeState: 'configuring' }] };
  const dir = project({
    nmcli: ['#!/bin/sh\necho rapido-tap1:disconnected\necho rapido-tap2:unmanaged\n', 0o755],
    networkctl: [`#!/bin/sh\necho '${JSON.stringify(links)}'\n`, 0o755],
  });
  const { findings } = JSON.parse(
    await done(net(namespace, ['status', '--json'], { env: { PATH: `${dir}:${process.env['PATH']}` } })),
  );
  expect(findings).toMatchObject([
    { name: 'NetworkManager', found: 'manages rapido-tap1', fix: 'sudo nmcli device set rapido-tap1 managed no' },
    { name: 'systemd-networkd', found: 'manages rapido-br' },
  ]);
});
