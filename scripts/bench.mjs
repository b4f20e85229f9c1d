// Times Rapido beside what it cannot do without: bare node, dracut alone with the same manifest, QEMU alone with the same
// kernel and initramfs. Runs are interleaved, so that a machine's moods hit all alike; medians are printed.
//   pnpm bench [--rounds N] [--json FILE]
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import {
  appendFileSync,
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { cpioArchive } from '../packages/core/dist/image/cpio.js';
import { TOP } from './lib/workspace.mjs';

const { values } = parseArgs({ options: { rounds: { type: 'string', default: '5' }, json: { type: 'string' } } });
const home = mkdtempSync(join(tmpdir(), 'rapido-bench-'));
process.on('exit', () => rmSync(home, { recursive: true, force: true }));
process.on('SIGINT', () => process.exit(130));
const environment = { PATH: process.env.PATH, HOME: home, XDG_RUNTIME_DIR: join(home, 'run'), LC_ALL: 'C' };
mkdirSync(environment.XDG_RUNTIME_DIR, { mode: 0o700 });
const cli = join(TOP, 'packages/cli/bin/run.js');

const { image, kernel, dracut } = prepare();
const cases = {
  'node -e 0': () => time(process.execPath, ['-e', '0']),
  'rapido --version': () => rapido('--version'),
  'rapido list': () => rapido('list'),
  'dracut alone': () => time(dracut.program, dracut.args, dracut.env),
  'rapido cut': () => rapido('cut', 'simple-example'),
  'QEMU alone': () => time('qemu-system-x86_64', bareQemu()),
  'rapido boot, to autorun': () => timeToAutorun(),
  'rapido boot -x true': () => rapido('boot', '-x', 'true'),
  'rapido run -x true': () => rapido('run', 'simple-example', '-x', 'true'),
};

const seconds = Object.fromEntries(Object.keys(cases).map((name) => [name, []]));
for (let round = 1; round <= Number(values.rounds); round++) {
  for (const [name, run] of Object.entries(cases)) seconds[name].push(await run());
  process.stderr.write(`round ${round} of ${values.rounds}\n`);
}
const median = (list) => [...list].sort((a, b) => a - b)[Math.floor(list.length / 2)];
const result = Object.fromEntries(Object.entries(seconds).map(([name, list]) => [name, median(list)]));
report();

/** Cuts once, and finds out from its log how dracut was called and from the dry run which kernel boots. */
function prepare() {
  const plan = () => JSON.parse(capture(process.execPath, [cli, 'boot', '--dry-run', '--json']));
  const cut = JSON.parse(capture(process.execPath, [cli, 'cut', 'simple-example', '--json']));
  const [launch] = [plan()].flat();
  const line = launch.args ?? launch.vms?.[0]?.args;
  return { image: cut.path, kernel: line[line.indexOf('-kernel') + 1], dracut: dracutAlone() };
}

/** dracut as Rapido calls it, on a copy of what Rapido gave it: caught by a wrapper in place of the program. */
function dracutAlone() {
  const caught = join(home, 'caught');
  const bin = join(home, 'bin');
  mkdirSync(bin);
  const real = execFileSync('sh', ['-c', 'command -v dracut']).toString().trim();
  writeFileSync(
    join(bin, 'dracut'),
    `#!/bin/bash\ncp -a "$PWD" '${caught}'\nprintf '%s\\0' "$PWD" "$@" > '${home}/args'\nexec '${real}' "$@"\n`,
    { mode: 0o755 },
  );
  capture(process.execPath, [cli, 'cut', 'simple-example'], { ...environment, PATH: `${bin}:${environment.PATH}` });
  const [workDir, ...args] = readFileSync(join(home, 'args'), 'utf8').split('\0').slice(0, -1);
  const moved = args.map((arg) => arg.replaceAll(workDir, caught));
  const module = join(caught, 'module/module-setup.sh');
  writeFileSync(module, readFileSync(module, 'utf8').replaceAll(workDir, caught));
  rmSync(join(caught, 'dracut/modules.d/99rapido'));
  execFileSync('ln', ['-s', join(caught, 'module'), join(caught, 'dracut/modules.d/99rapido')]);
  return { program: real, args: moved, env: { ...environment, dracutbasedir: join(caught, 'dracut') } };
}

/** The same kernel and initramfs, and an init that does nothing but power off. */
function bareQemu() {
  const initrd = join(home, 'bare.img');
  const init = Buffer.from('#!/bin/bash\nmount -t proc proc /proc\necho o >/proc/sysrq-trigger\nsleep 9\n');
  copyFileSync(image, initrd);
  appendFileSync(initrd, cpioArchive([{ name: 'bench/init', mode: 0o755, data: init }]));
  return [
    ...[
      '-nodefaults',
      '-no-user-config',
      '-display',
      'none',
      '-no-reboot',
      '-machine',
      'q35',
      '-m',
      '512M',
      '-smp',
      '2',
    ],
    ...(hasKvm() ? ['-accel', 'kvm', '-cpu', 'host'] : ['-accel', 'tcg', '-cpu', 'max']),
    ...['-kernel', kernel, '-initrd', initrd, '-serial', `file:${join(home, 'serial')}`],
    ...['-append', 'console=ttyS0 rdinit=/bench/init panic=-1'],
  ];
}

function hasKvm() {
  const dryRun = [JSON.parse(capture(process.execPath, [cli, 'boot', '--dry-run', '--json']))].flat()[0];
  return (dryRun.accelerator ?? dryRun.vms?.[0]?.accelerator) === 'kvm';
}

function rapido(...args) {
  return time(process.execPath, [cli, ...args]);
}

function time(program, args, env = environment) {
  const began = performance.now();
  const { status, stderr } = spawnSync(program, args, { env, stdio: ['ignore', 'ignore', 'pipe'], cwd: home });
  if (status !== 0) throw new Error(`${program} ${args.join(' ')} ended with ${status}:\n${stderr}`);
  return (performance.now() - began) / 1000;
}

async function timeToAutorun() {
  const began = performance.now();
  const child = spawn(process.execPath, [cli, 'boot', '-x', 'true'], {
    env: environment,
    cwd: home,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let text = '';
  return new Promise((resolve, reject) => {
    let at;
    child.stderr.on('data', (data) => {
      text += data;
      if (at === undefined && text.includes('Hello from Linux')) at = (performance.now() - began) / 1000;
    });
    child.on('close', () => (at === undefined ? reject(new Error(`no greeting:\n${text}`)) : resolve(at)));
  });
}

function capture(program, args, env = environment) {
  return execFileSync(program, args, { env, cwd: home, stdio: ['ignore', 'pipe', 'ignore'] }).toString();
}

function report() {
  const ratio = (a, b) => (result[a] / result[b]).toFixed(2);
  const added = (a, ...b) => `${(result[a] - b.reduce((sum, name) => sum + result[name], 0)).toFixed(2)} s`;
  const comparisons = {
    'rapido --version / node -e 0': ratio('rapido --version', 'node -e 0'),
    'rapido cut - dracut': added('rapido cut', 'dracut alone'),
    'rapido boot -x true - QEMU': added('rapido boot -x true', 'QEMU alone'),
    'rapido run -x true - dracut - QEMU': added('rapido run -x true', 'dracut alone', 'QEMU alone'),
    'image size': `${(statSync(image).size / 2 ** 20).toFixed(1)} MiB`,
  };
  console.log(`${cpus().length} CPUs, node ${process.version}, medians of ${values.rounds} interleaved runs`);
  for (const [name, value] of Object.entries(result)) {
    const [least, most] = [Math.min(...seconds[name]), Math.max(...seconds[name])];
    console.log(`  ${name.padEnd(36)} ${value.toFixed(2).padStart(6)} s   (${least.toFixed(2)} - ${most.toFixed(2)})`);
  }
  for (const [name, value] of Object.entries(comparisons)) console.log(`  ${name.padEnd(36)} ${value}`);
  if (values.json)
    writeFileSync(values.json, `${JSON.stringify({ seconds, medians: result, comparisons }, null, 2)}\n`);
}
