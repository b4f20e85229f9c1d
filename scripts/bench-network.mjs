// What a network costs a VM until its autorun, and what passes between two VMs over the mesh and over the bridge, beside QEMU's
// user network. Everything happens in a network namespace of its own. Runs are interleaved; medians are printed.
//   pnpm bench:network [--rounds N] [--mib N]
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { TOP } from './lib/workspace.mjs';

const OPTIONS = { rounds: { type: 'string', default: '5' }, mib: { type: 'string', default: '64' } };
const { values } = parseArgs({ options: OPTIONS });
enterNamespace();

const home = mkdtempSync(join(tmpdir(), 'rapido-bench-'));
process.on('exit', () => rmSync(home, { recursive: true, force: true }));
process.on('SIGINT', () => process.exit(130));
const environment = { PATH: process.env.PATH, HOME: home, XDG_RUNTIME_DIR: join(home, 'run'), LC_ALL: 'C' };
mkdirSync(environment.XDG_RUNTIME_DIR, { mode: 0o700 });
const cli = join(TOP, 'packages/cli/bin/run.js');
const rapido = (...args) =>
  execFileSync(process.execPath, [cli, ...args], { env: environment, cwd: home, stdio: 'pipe' });

rapido('cut', 'simple-network', '--bin', 'dd');
rapido('net', 'up', '--vms', '2');
execFileSync('ip', ['link', 'set', 'lo', 'up']);

const MODES = ['none', 'user', 'mesh', 'bridge'];
const starts = Object.fromEntries(MODES.map((mode) => [mode, []]));
const rates = { user: [], mesh: [], bridge: [] };
for (let round = 1; round <= Number(values.rounds); round++) {
  for (const mode of MODES) starts[mode].push(await timeToAutorun(mode));
  rates.user.push(await toHost());
  for (const mode of ['mesh', 'bridge']) rates[mode].push(await betweenVms(mode));
  process.stderr.write(`round ${round} of ${values.rounds}\n`);
}
report();

/** Starts this script again where there is no other network, as root there. */
function enterNamespace() {
  if (process.env.RAPIDO_BENCH_NAMESPACE) return;
  const user = process.getuid() === 0 ? [] : ['--user', '--map-root-user'];
  const command = [...user, '--net', process.execPath, ...process.argv.slice(1)];
  const { status } = spawnSync('unshare', command, {
    stdio: 'inherit',
    env: { ...process.env, RAPIDO_BENCH_NAMESPACE: '1' },
  });
  process.exit(status ?? 1);
}

/** Seconds from the command to the first word of the autorun. */
async function timeToAutorun(mode) {
  const began = performance.now();
  const vm = boot(mode, 'true');
  await vm.says('This is VM');
  const seconds = (performance.now() - began) / 1000;
  await vm.ended;
  return seconds;
}

/** MiB per second from a VM to this machine, through QEMU's user network. nc ends where its input does, so that stays open. */
async function toHost() {
  const sink = spawn('busybox', ['nc', '-l', '-p', '5001'], { stdio: ['pipe', 'ignore', 'inherit'] });
  const vm = boot('user', send('10.0.2.2'));
  await vm.ended;
  sink.kill();
  return rateOf(vm);
}

/** MiB per second from one VM to another. */
async function betweenVms(mode) {
  const receiver = boot(mode, 'echo listening as $RAPIDO_HOSTNAME; busybox nc -l -p 5001 < <(sleep 1000) >/dev/null');
  const name = /listening as (rapido\d+)/.exec(await receiver.says(/listening as rapido\d/))[1];
  const sender = boot(mode, send(name));
  await Promise.all([sender.ended, receiver.ended]);
  return rateOf(sender);
}

/** The end of the connection tells that all has arrived. */
function send(host) {
  const data = `dd if=/dev/zero bs=64k count=${Number(values.mib) * 16} 2>/dev/null`;
  return `began=$EPOCHREALTIME; ${data} | busybox nc ${host} 5001; echo "took $began $EPOCHREALTIME"`;
}

function rateOf({ output }) {
  const [, began, ended] = /took ([\d.]+) ([\d.]+)/.exec(output()) ?? [];
  return Number(values.mib) / (ended - began);
}

function boot(mode, step) {
  const child = spawn(
    process.execPath,
    [cli, 'boot', 'simple-network', '--net', mode, '--timeout', '90s', '-x', step],
    {
      ...{ env: environment, cwd: home, stdio: ['ignore', 'pipe', 'pipe'] },
    },
  );
  let text = '';
  const waiting = new Set();
  const add = (data) => {
    text += data;
    for (const check of waiting) check();
  };
  child.stdout.on('data', add);
  child.stderr.on('data', add);
  return {
    output: () => text,
    says: (what) =>
      new Promise((resolve) => {
        const check = () => text.search(what) >= 0 && resolve(text);
        waiting.add(check);
        check();
      }),
    ended: new Promise((resolve, reject) => {
      child.on('close', (status) =>
        status === 0 ? resolve() : reject(new Error(`It ended with ${status}:\n${text}`)),
      );
    }),
  };
}

function report() {
  const median = (list) => [...list].sort((a, b) => a - b)[Math.floor(list.length / 2)];
  const spread = (list) => `(${Math.min(...list).toFixed(2)} - ${Math.max(...list).toFixed(2)})`;
  console.log(`${cpus().length} CPUs, node ${process.version}, medians of ${values.rounds} interleaved runs`);
  console.log('from the command to the autorun:');
  for (const [mode, list] of Object.entries(starts)) {
    const added = mode === 'none' ? '' : `  +${(median(list) - median(starts.none)).toFixed(2)} s`;
    console.log(`  --net ${mode.padEnd(8)} ${median(list).toFixed(2)} s ${spread(list)}${added}`);
  }
  console.log(`TCP, ${values.mib} MiB from a VM to another one, to the host over the user network:`);
  for (const [mode, list] of Object.entries(rates)) {
    const ratio = mode === 'user' ? '' : `  ${(median(list) / median(rates.user)).toFixed(2)} x user`;
    console.log(`  --net ${mode.padEnd(8)} ${median(list).toFixed(1)} MiB/s ${spread(list)}${ratio}`);
  }
}
