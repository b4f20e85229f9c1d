import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { registerVm } from '../../../core/src/run/running.js';
import { rapido, temporaryDirectory } from '../helpers/cli.js';
import { cutManifest, cutModule, installPlugins } from '../helpers/plugins.js';

/** What fish is told: the first line, and the candidates. */
async function complete(words: readonly string[], { home = temporaryDirectory(), env = {} } = {}) {
  const { stdout, stderr, status } = await rapido(['__complete', 'fish', '--', ...words], { home, env });
  expect({ stderr, status }).toEqual({ stderr: '', status: 0 });
  const [head = '', ...lines] = stdout.trimEnd().split('\n');
  const [mode, prefix] = head.split('\t');
  const values = lines.map((line) => line.split('\t')[0] ?? '');
  return { mode, prefix, values, text: stdout };
}

const SETTINGS = `aliases: ['short'], settings: {
  CUT_MODE: { type: 'enum', summary: 'How fast. And more', options: ['fast', 'very slow'] },
  CUT_OK: { type: 'bool', summary: 'Whether' }, CUT_SRC: { type: 'path', summary: 'Where' },
  CUT_PW: { type: 'string', summary: 'Secret', secret: true, default: 'geheim' },
},`;

describe('completion', () => {
  it('has commands and topics by words, with their summaries, and none that is hidden', async () => {
    const { values, text } = await complete(['']);
    expect(values).toEqual(expect.arrayContaining(['boot', 'cut', 'run', 'image', 'net', 'plugins', 'completion']));
    expect(values.some((value) => value.startsWith('_') || value.includes(':'))).toBe(false);
    expect(text).toContain('doctor\tCheck that this machine');
    expect((await complete(['image', ''])).values).toEqual(['gc', 'ls']);
    expect((await complete(['net', 'up', '--'])).values).toEqual(
      expect.arrayContaining(['--vms', '--dry-run', '--set']),
    );
  });

  it('has the cuts of plugins by name and alias, without their code', async () => {
    const home = temporaryDirectory();
    installPlugins(home, { name: '@acme/cuts', code: cutModule('long-name', { more: SETTINGS }) });
    for (const words of [
      ['cut', ''],
      ['run', '--net', 'user', ''],
      ['help', 'cut', ''],
    ]) {
      expect((await complete(words, { home })).values).toEqual(
        expect.arrayContaining(['long-name', 'short', 'simple-example']),
      );
    }
    expect(await complete(['cut', 'long-name', ''], { home })).toMatchObject({ values: [] });
    const listed = await complete(['list', 'simple-example', ''], { home });
    expect(listed.values).toEqual(expect.arrayContaining(['long-name', 'short', 'simple-example', 'fstests-xfs']));
  });

  it('has a name that several cuts have once, for the cut that it means', async () => {
    const home = temporaryDirectory();
    const cut = (aliases: readonly string[]) => ({ aliases });
    installPlugins(
      home,
      { name: '@acme/one', code: '', manifest: cutManifest({ one: cut(['simple-example', 'both']) }) },
      { name: '@acme/two', code: '', manifest: cutManifest({ two: cut(['both', 'one']) }) },
    );
    const { values, text } = await complete(['run', ''], { home });
    expect([...values].sort()).toEqual(['both', 'one', 'simple-example', 'simple-network', 'two']);
    expect(text).toMatch(/^simple-example\tA shell/m);
    expect(text).toMatch(/^both\tone/m);
  });

  it('has the flags of the command but those that stand there already, unless they may be repeated', async () => {
    const { values } = await complete(['run', '--shell', '-k', '6.1', '--set', 'A=1', '-n', '--']);
    expect(values).toEqual(expect.arrayContaining(['--set', '--kernel', '--exec', '--help']));
    for (const flag of ['--shell', '--dry-run']) expect(values).not.toContain(flag);
    expect((await complete(['cut', '-k', '6.1', '-'])).values).not.toContain('--kernel');
    expect((await complete(['cut', '-'])).values).toContain('-k');
  });

  it('has the values of flags, behind a blank and behind =', async () => {
    expect(await complete(['run', '--net', ''])).toMatchObject({ values: ['bridge', 'user', 'mesh', 'none'] });
    expect(await complete(['run', '--net=u'])).toMatchObject({
      prefix: '--net=',
      values: ['bridge', 'user', 'mesh', 'none'],
    });
    expect((await complete(['run', '--gdb', ''])).values).toEqual(expect.arrayContaining(['wait', 'simple-example']));
    expect((await complete(['results', '--status', 'fail,'])).prefix).toBe('fail,');
    expect(await complete(['run', '--out', ''])).toMatchObject({ mode: 'files', values: [] });
    expect(await complete(['run', '--timeout', ''])).toMatchObject({ mode: 'words', values: [] });
    expect((await complete(['run', '-k', ''])).mode).toBe('dirs');
  });

  it("has the settings of Rapido's own and of the cut, and their values", async () => {
    const home = temporaryDirectory();
    installPlugins(home, { name: '@acme/cuts', code: cutModule('long-name', { more: SETTINGS }) });
    const set = (value: string, cut = 'short') => complete(['run', cut, '--set', value], { home });
    expect(await set('')).toMatchObject({
      mode: 'nospace',
      values: expect.arrayContaining(['CUT_MODE=', 'KERNEL_SRC=']),
    });
    expect((await set('', 'simple-example')).values).not.toContain('CUT_MODE=');
    expect(await set('CUT_MODE=')).toMatchObject({ prefix: 'CUT_MODE=', values: ['fast', 'very slow'] });
    expect(await set('vm1:CUT_OK=')).toMatchObject({ prefix: 'vm1:CUT_OK=', values: ['yes', 'no'] });
    expect(await set('CUT_SRC=')).toMatchObject({ mode: 'files', prefix: 'CUT_SRC=' });
    expect((await set('CUT_PW=')).values).toEqual([]);
    expect((await complete(['config', 'CUT'], { home })).values).toEqual(
      expect.arrayContaining(['CUT_MODE', 'VM_NET']),
    );
  });

  it('has the cuts of several VMs, and what is for one of them', async () => {
    const home = temporaryDirectory();
    installPlugins(home, { name: '@acme/cuts', code: cutModule('long-name', { more: SETTINGS }) });
    const cuts = expect.arrayContaining(['long-name', 'simple-example']);
    expect(await complete(['run', 'srv='], { home })).toMatchObject({ prefix: 'srv=', values: cuts });
    expect(await complete(['run', 'srv=short', 'cli=simp'], { home })).toMatchObject({ prefix: 'cli=', values: cuts });
    expect(await complete(['run', 'srv=short', ''], { home })).toMatchObject({ values: [] });
    expect(await complete(['cut', 'srv='], { home })).not.toHaveProperty('prefix', 'srv=');
    const two = ['run', 'srv=short', 'cli=simple-example'];
    expect(await complete([...two, '-m', '@'], { home })).toMatchObject({
      mode: 'nospace',
      values: ['@srv=', '@cli='],
    });
    expect(await complete([...two, '--gdb', '@srv='], { home })).toMatchObject({ prefix: '@srv=', values: ['wait'] });
    expect(await complete([...two, '--file=@srv='], { home })).toMatchObject({ prefix: '--file=@srv=', mode: 'files' });
    const { values } = await complete([...two, '--set', 'srv:'], { home });
    expect(values).toEqual(expect.arrayContaining(['CUT_MODE=', 'KERNEL_SRC=']));
  });

  it('has nothing behind --, and nothing to say of lines that are wrong', async () => {
    expect(await complete(['run', 'simple-example', '--', ''])).toMatchObject({ values: [], mode: 'words' });
    expect(await complete(['no-such-command', ''])).toMatchObject({ values: [] });
    expect(await complete(['run', '--no-such-flag=', ''])).toMatchObject({ mode: 'words' });
  });

  it('has the VMs that run, the runs that are kept, and the plugins that are installed', async () => {
    const home = temporaryDirectory();
    const runtime = join(home, 'run');
    const dirs = { config: home, cache: home, state: home, runtime: join(runtime, 'rapido') };
    mkdirSync(runtime, { mode: 0o700 });
    const vm = {
      number: 3,
      name: 'server',
      cut: 'samba',
      kernel: '6.1',
      pid: process.pid,
      qemuPid: 1,
      started: '',
      bundle: '',
      socket: '',
    };
    const reaper = { removes: () => {} } as unknown as Parameters<typeof registerVm>[2];
    await registerVm({ cwd: home, variables: {}, dirs }, vm, reaper);
    const env = { XDG_RUNTIME_DIR: runtime };
    for (const command of ['sh', 'gdb', 'stop']) {
      expect((await complete([command, ''], { home, env })).values).toEqual(['3', 'server']);
    }
    const names = ['2026-11-22T19-41-52-older', '2026-11-23T19-41-52-newer'];
    for (const name of names) mkdirSync(join(home, '.local/state/rapido/runs', name), { recursive: true });
    for (const command of ['logs', 'rerun', 'compare']) {
      expect((await complete([command, ''], { home })).values).toEqual(names.toReversed());
    }
    installPlugins(home, { name: '@acme/cuts', code: cutModule('a') }, { name: '@rapido/cut-b', code: cutModule('b') });
    for (const command of ['uninstall', 'update', 'inspect']) {
      expect((await complete(['plugins', command, ''], { home })).values).toEqual(['@acme/cuts', 'b']);
    }
    expect((await complete(['plugins', 'install', ''], { home })).values).toContain('fstests');
  });

  it('says nothing of plugins that are broken, and breaks nothing', async () => {
    const home = temporaryDirectory();
    installPlugins(home, { name: '@acme/broken', code: 'throw new Error("broken")' });
    expect((await complete(['cut', ''], { home })).values).toEqual(['simple-example', 'simple-network']);
    writeFileSync(join(home, '.local/share/rapido/plugins.json'), '{');
    expect((await complete(['cut', ''], { home })).values).toEqual(['simple-example', 'simple-network']);
    for (const args of [['tcsh', '--', ''], ['fish'], []]) {
      expect(await rapido(['__complete', ...args], { home })).toMatchObject({ stderr: '' });
    }
  });

  it.each(['bash', 'zsh', 'fish'])('prints the script of %s, as it is in the package', async (shell) => {
    const { stdout, stderr, status } = await rapido(['completion', shell], { home: temporaryDirectory() });
    expect(stdout).toBe(readFileSync(new URL(`../../completion/rapido.${shell}`, import.meta.url), 'utf8'));
    expect({ stderr, status }).toEqual({ stderr: '', status: 0 });
  });
});
