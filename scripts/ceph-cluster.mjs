// Starts the tests' Ceph cluster for trying things by hand: `node scripts/ceph-cluster.mjs`, as root or not. It has a
// network namespace of its own, with Rapido's bridge and 8 taps, and stays until it is killed. It says where its
// configuration and keyring are, and what to put before a command that is to run in its network.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { rolldown } from 'rolldown';
import { run, runMain, ScriptError } from './lib/command.mjs';

const inCheckout = (path) => fileURLToPath(new URL(`../${path}`, import.meta.url));
const isRoot = process.getuid() === 0;
const directory = mkdtempSync(join(tmpdir(), 'ceph-'));
process.on('exit', () => rmSync(directory, { recursive: true, force: true }));

await runMain(async () => {
  const asked = Promise.race(['SIGINT', 'SIGTERM', 'SIGHUP'].map((signal) => once(process, signal)));
  const credentials = isRoot ? [] : ['--user', '--preserve-credentials'];
  const enter = ['nsenter', `--target=${await newNetwork()}`, '--net', ...credentials, '--'];
  await bridge(enter);
  const data = join(directory, 'cluster');
  mkdirSync(data, { mode: 0o700 });
  const { startCluster } = await helper();
  const cluster = await startCluster({ directory: data, address: '192.168.155.1', enter });
  console.log(`CEPH_CONF=${cluster.conf}
keyring (client.admin, client.tester): ${join(data, 'keyring')}
commands in its network: ${enter.join(' ')} COMMAND...
such as: ${enter.join(' ')} env CEPH_CONF=${cluster.conf} rbd create --size 64M --image-feature layering img
daemons: mon.a mgr.x osd.0 mds.a, children of process ${process.pid}; it stays until Ctrl-C.`);
  await asked;
  await cluster.stop();
  process.exit();
});

/** The process that holds a new network namespace; it ends with us. */
async function newNetwork() {
  const become = isRoot ? [] : ['--user', '--map-root-user'];
  const withUs = ['setpriv', '--pdeathsig', 'KILL', '--'];
  const hold = [...withUs, 'sh', '-c', 'ip link set lo up && echo ready && exec sleep infinity'];
  const holder = spawn('unshare', [...become, '--net', ...hold], { stdio: ['ignore', 'pipe', 'inherit'] });
  await Promise.race([once(holder.stdout, 'data'), once(holder, 'exit')]);
  if (holder.exitCode !== null) throw new ScriptError('There is no new network namespace.', 'See above.');
  return holder.pid;
}

async function bridge(enter) {
  const up = [process.execPath, inCheckout('packages/cli/bin/run.js'), 'net', 'up', '--vms', '8'];
  const env = { HOME: directory, RAPIDO_RUNTIME_DIR: join(directory, 'run'), SUDO_UID: '0' };
  const words = [...enter.slice(1), ...up, '--set', 'TAP_USER=0', '--set', 'BR_ADDR=192.168.155.1/24'];
  if ((await run(enter[0], words, { cwd: directory, env })) !== 0) throw new ScriptError('There is no bridge.');
}

/** The tests' helper, which is TypeScript. */
async function helper() {
  const bundle = await rolldown({ input: inCheckout('test/helpers/ceph-cluster.ts'), platform: 'node' });
  const { output } = await bundle.generate({ format: 'esm' });
  return import(`data:text/javascript,${encodeURIComponent(output[0].code)}`);
}
