// Builds the small kernels that `npm run test:kernel` boots, from Debian's linux-source-6.1:
//   debug       finds faults (KASAN, UBSAN, lockdep, kmemleak, hung tasks), has modules, lkdtm, zram and debug information
//   nomodules   has CONFIG_MODULES=n
//   node scripts/test-kernel.mjs [debug|nomodules]...
// prints their build directories, one a line; progress goes to standard error. They lie, each with its log beside it, in
// ${XDG_CACHE_HOME:-~/.cache}/rapido-test-kernels/HASH, where HASH stands for source, compiler and configurations, are
// built once, and may be removed at any time. Configurations are in scripts/test-kernel/.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { availableParallelism, homedir, setPriority } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { commandLine, elapsed, run, runMain, ScriptError } from './lib/command.mjs';
import { KERNEL_BUILD, KERNEL_SOURCE, prepareHost } from './lib/host.mjs';

const NAMES = ['debug', 'nomodules'];
const CONFIGS = fileURLToPath(new URL('test-kernel/', import.meta.url));
// Of what these kernels are not made. Kconfig files of all architectures and drivers must be there.
const LEFT_OUT = [
  ...['*/arch/[!x]*/*.[chS]', '*.dts', '*.dtsi', '*.rst', '*.yaml', '*/tools/perf/*', '*/tools/testing/*'],
  ...['gpu', 'infiniband', 'media', 'net/*', 'scsi', 'staging'].map((name) => `*/drivers/${name}/*.[ch]`),
];
// Set while we hold the lock.
const LOCKED = 'RAPIDO_TEST_KERNELS_LOCKED';

await runMain(async () => {
  const names = process.argv.length > 2 ? process.argv.slice(2) : NAMES;
  const unknown = names.find((name) => !NAMES.includes(name));
  if (unknown !== undefined) throw new ScriptError(`There is no kernel ${unknown}.`, `There are ${NAMES.join(', ')}.`);
  await prepareHost(KERNEL_BUILD);
  const home = join(cacheDirectory(), hash());
  if (!names.every((name) => isComplete(join(home, name)))) {
    if (process.env[LOCKED] !== home) return locked(home);
    setPriority(10);
    await unpackSource(home);
    for (const name of names) await build(home, name);
  }
  console.log(names.map((name) => join(home, name)).join('\n'));
});

function cacheDirectory() {
  const { XDG_CACHE_HOME } = process.env;
  return join(XDG_CACHE_HOME?.startsWith('/') ? XDG_CACHE_HOME : join(homedir(), '.cache'), 'rapido-test-kernels');
}

function hash() {
  const { size, mtimeMs } = statSync(KERNEL_SOURCE);
  const compiler = execFileSync('gcc', ['-dumpfullversion'], { encoding: 'utf8' });
  const all = JSON.stringify([size, mtimeMs, compiler, LEFT_OUT, NAMES.map(asked)]);
  return createHash('sha256').update(all).digest('hex').slice(0, 16);
}

/** Does the rest in a copy of this process that holds the lock; the kernel frees it with the last of its processes. */
async function locked(home) {
  mkdirSync(home, { recursive: true });
  const command = ['flock', '--no-fork', join(home, 'lock'), process.execPath, ...process.argv.slice(1)];
  process.exitCode = await run(command[0], command.slice(1), { env: { [LOCKED]: home } });
}

async function unpackSource(home) {
  const source = join(home, 'source');
  if (existsSync(source)) return;
  const aside = join(home, 'source.part');
  rmSync(aside, { recursive: true, force: true });
  mkdirSync(aside);
  const excluded = LEFT_OUT.map((pattern) => `--exclude=${pattern}`);
  await logged(home, 'source', ['tar', '-x', '-f', KERNEL_SOURCE, '-C', aside, '--strip-components=1', ...excluded]);
  renameSync(aside, source);
}

async function build(home, name) {
  const directory = join(home, name);
  if (isComplete(directory)) return;
  mkdirSync(directory, { recursive: true });
  const config = join(directory, 'asked.config');
  writeFileSync(config, asked(name).join('\n'));
  const start = performance.now();
  const make = (...words) => [
    ...['make', '-C', join(home, 'source'), `O=${directory}`, 'ARCH=x86_64', `-j${availableParallelism()}`],
    ...['KBUILD_BUILD_USER=rapido', 'KBUILD_BUILD_HOST=test', ...words],
  ];
  await logged(home, name, make(`KCONFIG_ALLCONFIG=${config}`, 'allnoconfig'));
  checkConfig(asked(name), readFileSync(join(directory, '.config'), 'utf8'));
  await logged(home, name, make());
  removeObjects(directory);
  writeFileSync(stamp(directory), `built in ${elapsed(start)}\n`);
}

/** Lines of a kernel's configuration; all that they do not name is off. */
function asked(name) {
  const text = ['base', name].map((part) => readFileSync(join(CONFIGS, `${part}.config`), 'utf8')).join('');
  return text.split('\n').filter((line) => /^(# )?CONFIG_/.test(line));
}

/** Kconfig drops what depends on something that is not asked for, without a word. */
function checkConfig(lines, made) {
  const there = new Set(made.split('\n'));
  const dropped = lines.filter((line) => !there.has(line));
  if (dropped.length > 0) throw new ScriptError(`Kconfig does not take: ${dropped.join(', ')}`);
}

/** Removes what only another `make` of the kernel would use, three quarters of it all; modules can be built still. */
function removeObjects(directory) {
  for (const path of readdirSync(directory, { recursive: true })) {
    if (/^(scripts|tools)\//.test(path)) continue;
    if (/(\.[oa]|(^|\/)\.tmp_[^/]*|(^|\/)\.[^/]*\.cmd)$/.test(path)) rmSync(join(directory, path), { force: true });
  }
}

function isComplete(directory) {
  return existsSync(stamp(directory));
}

function stamp(directory) {
  return join(directory, '.complete');
}

/** Runs a command whose output goes to `NAME.log`, and tells every few seconds that it does. */
async function logged(home, name, words) {
  const log = join(home, `${name}.log`);
  const start = performance.now();
  const tell = () => console.error(`${name}: ${words[0]}, ${elapsed(start)}, ${lineCount(log)} lines in ${log}`);
  tell();
  const timer = setInterval(tell, 15_000);
  try {
    const status = await run('sh', ['-c', 'exec "$@" >>"$0" 2>&1', log, ...words]);
    if (status === 0) return;
    const tail = readFileSync(log, 'utf8').trimEnd().split('\n').slice(-20).join('\n');
    throw new ScriptError(`${commandLine(words)}\nended with status ${status}:\n${tail}`, `All of it is in ${log}`);
  } finally {
    clearInterval(timer);
  }
}

function lineCount(log) {
  return existsSync(log) ? readFileSync(log, 'utf8').split('\n').length - 1 : 0;
}
