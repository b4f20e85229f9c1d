import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { rapido, temporaryDirectory } from './helpers/cli.js';
import { installPlugins } from './helpers/plugins.js';

const BIN = fileURLToPath(new URL('../bin/run.js', import.meta.url));

/** A plugin with a command of its own that runs `body`. */
const withCommand = (body: string) => ({
  name: '@acme/tool',
  rapido: null,
  code: `export const commands = { tool: { summary: 'x', aliases: [], flags: {}, args: {}, strict: false, async run(argv) { ${body} } } };`,
});

describe('rapido', () => {
  it('says its version', async () => {
    const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
    const { stdout, status } = await rapido(['--version'], { home: temporaryDirectory() });
    expect(stdout).toBe(`@rapido/cli/${version} linux-${process.arch} node-${process.version}\n`);
    expect(status).toBe(0);
  });

  it('says so on a Node that is too old', () => {
    const old = "Object.defineProperty(process.versions, 'node', { value: '20.18.3' });";
    const { status, stderr } = spawnSync(process.execPath, ['--import', `data:text/javascript,${old}`, BIN], {
      encoding: 'utf8',
    });
    expect(stderr).toContain('Node 20.19 or newer is needed, this is 20.18.3.');
    expect(status).toBe(128);
  });

  it.each([
    [['no-such-command']],
    [['run']],
    [['run', 'simple-example', '--no-such-flag']],
    [['run', 'simple-example', 'too-many']],
    [['run', 'simple-example', '--accel', 'abacus']],
    [['run', 'simple-example', '--cpus', 'many']],
    [['run', 'simple-example', '--timeout', 'soon']],
    [['run', 'simple-example', '--memory', 'much']],
    [['run', 'simple-example', '--disk', 'size=8G']],
    [['run', 'simple-example', '--shell']],
    [['run', 'simple-example', '-f', './no-such-script.sh']],
    [['run', 'simple-example', '--', 'xfs/001']],
    [['cut', 'simple-exmple']],
    [['cut', './no-such-file.js']],
    [['stop']],
    [['stop', '1', '--all']],
    [['config', 'NO_SUCH_SETTING']],
    [['boot', './no-such-image']],
  ])('%j ends with 129, and says why and what to do in words', async (args) => {
    const { status, stdout, stderr } = await rapido(args, { home: temporaryDirectory() });
    expect(stdout).toBe('');
    expect(stderr).toMatch(/^Error: .+\n/);
    expect(stderr).toMatch(/\nCode: {2}ERR_RAPIDO_\w+\n$/);
    expect(stderr).not.toContain('    at ');
    expect(status).toBe(129);
  });

  it('names the nearest cuts, flags, settings and commands', async () => {
    const home = temporaryDirectory();
    const hint = async (...args: string[]) => /Hint: +(.*)/.exec((await rapido(args, { home })).stderr)?.[1];
    expect(await hint('cut', 'simple-exmaple')).toMatch(/^simple-example;/);
    expect(await hint('run', 'simple')).toMatch(/^simple-example \(or simple-network\);/);
    expect(await hint('run', 'simple-example', '--timout', '3')).toBe('--timeout');
    expect(await hint('config', 'KERNEL_SCR')).toBe('rapido config KERNEL_SRC');
    expect(await hint('docter')).toBe('rapido doctor');
    expect(await hint('simple-example')).toBe('rapido run simple-example');
    expect(await hint('cut', '-x', 'true', 'simple-example')).toContain('rapido run');
  });

  it('with --json prints an error as one document on standard output, and nothing else', async () => {
    const { status, stdout, stderr } = await rapido(['run', 'nope', '--json'], { home: temporaryDirectory() });
    expect(JSON.parse(stdout)).toEqual({
      error: {
        code: 'ERR_RAPIDO_UNKNOWN_CUT',
        message: 'There is no cut "nope".',
        hint: expect.stringContaining('rapido list'),
        exitCode: 129,
      },
    });
    expect(stderr).toBe('');
    expect(status).toBe(129);
  });

  it('takes an unforeseen error of a plugin for a bug of that plugin, with its whole stack', async () => {
    const home = temporaryDirectory();
    installPlugins(home, withCommand("throw new Error('outer', { cause: new TypeError('inner') });"));
    const { status, stderr } = await rapido(['tool'], { home });
    expect(stderr).toContain('Error: The plugin @acme/tool 1.0.0 failed: outer');
    expect(stderr).toContain('ERR_RAPIDO_PLUGIN');
    expect(stderr).toMatch(/caused by TypeError: inner\n +at /);
    expect(status).toBe(128);
  });

  it('says so when what is thrown later, or to no one, ends it', async () => {
    const home = temporaryDirectory();
    installPlugins(
      home,
      withCommand("setImmediate(() => { throw new Error('late'); }); await new Promise((r) => setTimeout(r, 1e6));"),
    );
    const { status, stderr } = await rapido(['tool'], { home });
    expect(stderr).toContain('failed: late');
    expect(status).toBe(128);
  });

  it('does not end well when the work cannot end', async () => {
    const home = temporaryDirectory();
    installPlugins(home, withCommand('await new Promise(() => {});'));
    expect((await rapido(['tool'], { home })).status).toBe(128);
  });

  it('ends with the exit code of a plugin that exits through a copy of oclif of its own', async () => {
    const home = temporaryDirectory();
    installPlugins(
      home,
      withCommand("throw Object.assign(new Error('EEXIT: 9'), { code: 'EEXIT', oclif: { exit: 9 } });"),
    );
    expect(await rapido(['tool'], { home })).toEqual({ status: 9, stdout: '', stderr: '' });
  });

  it('survives a reader that goes away', async () => {
    const child = spawn(process.execPath, [BIN, 'help', 'exit-codes'], {
      env: { PATH: process.env['PATH'], HOME: temporaryDirectory() },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    child.stdout.destroy();
    let stderr = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr += text;
    });
    expect(await once(child, 'close')).toEqual([0, null]);
    expect(stderr).toBe('');
  });

  it('says so when its result cannot be written', () => {
    const { status, stderr } = spawnSync('/bin/sh', ['-c', `"$0" "$1" list > /dev/full`, process.execPath, BIN], {
      env: { PATH: process.env['PATH'], HOME: temporaryDirectory() },
      encoding: 'utf8',
    });
    expect(stderr).toContain('Cannot write to standard output');
    expect(status).toBe(128);
  });

  it('runs where there is no home directory, and names what to set where it needs one', async () => {
    const home = temporaryDirectory();
    const dirs = Object.fromEntries(
      ['CONFIG', 'CACHE', 'STATE', 'DATA'].map((kind) => [`XDG_${kind}_HOME`, join(home, kind.toLowerCase())]),
    );
    const nowhere = { HOME: '/nonexistent' };
    expect((await rapido(['list'], { home, env: nowhere })).status).toBe(0);
    expect((await rapido(['config'], { home, env: { ...nowhere, ...dirs } })).status).toBe(0);
    const { status, stderr } = await rapido(['config'], { home, env: nowhere });
    for (const name of Object.keys(dirs)) expect(stderr).toContain(name);
    expect(status).toBe(128);
  });

  it('says so when its working directory is gone', () => {
    const script = 'mkdir gone && cd gone && rmdir ../gone && exec "$0" "$1" config';
    const { status, stderr } = spawnSync('/bin/sh', ['-c', script, process.execPath, BIN], {
      cwd: temporaryDirectory(),
      env: { PATH: process.env['PATH'], HOME: temporaryDirectory() },
      encoding: 'utf8',
    });
    expect(stderr).toContain('The working directory no longer exists.');
    expect(status).toBe(128);
  });
});
