import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Context, CutDefinition, Fragment, Manifest } from '@rapido/kit';
import { describe, expect, it, vi } from 'vitest';
import { RapidoError } from '../../src/errors.js';
import { buildManifest } from '../../src/manifest/build.js';
import { temporaryDirectory } from '../temporary.js';

const plugin = { name: 'rapido-cut-demo', root: '/plugins/demo' };

function build(cut: Partial<CutDefinition>, options: { signal?: AbortSignal; root?: string } = {}) {
  const context: Context = {
    settings: { SIZE: 5 },
    signal: options.signal ?? new AbortController().signal,
    kernel: { release: '6.1.0', arch: 'x86_64', has: () => true },
  };
  const definition: CutDefinition = { name: 'demo', summary: 'Demo', manifest() {}, ...cut };
  const expand = (name: string) => ({ TOOL: 'strace' })[name];
  return buildManifest({ definition, plugin: { ...plugin, root: options.root ?? plugin.root }, context, expand });
}

describe('the builder', () => {
  it('makes an entry of every call, with sources from the package', async () => {
    const { entries } = await build({
      manifest(m) {
        m.bin('ls', 'tools/x');
        m.tryBin('/opt/y');
        m.file('/etc//a', 'guest/a', { mode: 0o600, optional: true });
        m.tree('/opt/t/', '/src/t', { exclude: ['.git'], libs: false });
        m.dir('/run', 0o700);
        m.slink('/bin/sh', 'bash');
        m.kmod('zram', './x.ko');
        m.tryKmod('btrfs');
        m.data('/etc/motd', 'hi', { secret: true });
        m.autorun('guest/b.sh', 'guest/a.sh');
        m.filter('/etc/b');
      },
    });
    expect(entries.every(({ from }) => from === 'demo')).toBe(true);
    expect(entries.map(({ from, ...entry }) => entry)).toEqual([
      { kind: 'bin', source: 'ls' },
      { kind: 'bin', source: '/plugins/demo/tools/x' },
      { kind: 'bin', source: '/opt/y', optional: true },
      { kind: 'file', dest: '/etc/a', source: '/plugins/demo/guest/a', mode: 0o600, optional: true },
      { kind: 'tree', dest: '/opt/t', source: '/src/t', exclude: ['.git'], libs: false },
      { kind: 'dir', dest: '/run', mode: 0o700 },
      { kind: 'slink', dest: '/bin/sh', target: 'bash' },
      { kind: 'kmod', name: 'zram', load: true },
      { kind: 'kmod', name: '/plugins/demo/x.ko', load: true },
      { kind: 'kmod', name: 'btrfs', load: true, optional: true },
      { kind: 'data', dest: '/etc/motd', text: 'hi', secret: true },
      { kind: 'autorun', source: '/plugins/demo/guest/b.sh' },
      { kind: 'autorun', source: '/plugins/demo/guest/a.sh' },
      { kind: 'filter', dest: '/etc/b' },
    ]);
  });

  it('begins with what the definition itself says', async () => {
    const built = await build({
      kernel: { load: ['zram'], include: ['ext4'] },
      vm: { memory: '1G', network: true },
      manifest(m, { settings }) {
        m.vm({ memory: `${Number(settings['SIZE']) * 1024}M`, cpus: 4 });
        m.bin('ls');
      },
    });
    expect(built.vm).toEqual({ memory: '5G', cpus: 4, network: true });
    expect(built.entries).toEqual([
      { from: 'demo', kind: 'kmod', name: 'zram', load: true },
      { from: 'demo', kind: 'kmod', name: 'ext4', load: false },
      { from: 'demo', kind: 'bin', source: 'ls' },
    ]);
  });

  it('puts the lines of a .fest file in the place of its include', async () => {
    const root = temporaryDirectory();
    writeFileSync(join(root, 'x.fest'), 'bin ${TOOL}\nvm cpus=3\nautorun x.sh\n');
    const built = await build(
      {
        manifest(m) {
          m.bin('a');
          m.include('x.fest');
          m.bin('b');
        },
      },
      { root },
    );
    const file = join(root, 'x.fest');
    expect(built.vm).toEqual({ cpus: 3 });
    expect(built.entries).toEqual([
      { from: 'demo', kind: 'bin', source: 'a' },
      { from: `${file}:1`, kind: 'bin', source: 'strace' },
      { from: `${file}:3`, kind: 'autorun', source: join(root, 'x.sh') },
      { from: 'demo', kind: 'bin', source: 'b' },
    ]);
  });
});

describe('a fragment', () => {
  const later: Fragment = {
    root: '/lib/later',
    async manifest(m) {
      await new Promise((resolve) => setImmediate(resolve));
      m.file('/etc/later', 'later');
    },
  };

  it('has its own root, and its place also when nobody waits for it', async () => {
    const { entries } = await build({
      manifest(m) {
        m.bin('a');
        void m.use(later);
        m.bin('b');
      },
    });
    expect(entries).toEqual([
      { from: 'demo', kind: 'bin', source: 'a' },
      { from: 'demo', kind: 'file', dest: '/etc/later', source: '/lib/later/later' },
      { from: 'demo', kind: 'bin', source: 'b' },
    ]);
  });

  it('may use others', async () => {
    const outer: Fragment = {
      root: '/lib/outer',
      manifest(m) {
        m.autorun('x');
        return m.use(later);
      },
    };
    const { entries } = await build({ manifest: (m) => m.use(outer) });
    expect(entries.map((entry) => 'source' in entry && entry.source)).toEqual(['/lib/outer/x', '/lib/later/later']);
  });

  it('must say from where its sources start', async () => {
    const fragment: Fragment = { root: '..', manifest: (m) => m.file('/x', 'x') };
    await expect(build({ manifest: (m) => m.use(fragment) })).rejects.toThrow('root is not absolute: ..');
  });

  it('must find its settings in the cut', async () => {
    const fragment: Fragment = { root: '/', settings: { SIZE: { type: 'int', summary: '' } }, manifest() {} };
    const manifest = (m: Manifest) => m.use(fragment);
    await expect(build({ manifest })).rejects.toThrow('settings that the cut does not declare: SIZE');
    await expect(build({ manifest, settings: fragment.settings ?? {} })).resolves.toMatchObject({ entries: [] });
  });
});

describe('trouble', () => {
  it('that a cut foresees is collected, with what was gathered until then', async () => {
    const first = { kind: 'usage', message: 'CIFS_PW is too short', fix: 'Make it longer.' } as const;
    const second = { kind: 'host', message: 'no server' } as const;
    const built = await build({
      manifest(m) {
        m.bin('ls');
        m.problem(first);
        throw second;
      },
    });
    expect(built.problems).toEqual([first, second]);
    expect(built.entries).toHaveLength(1);
  });

  it('that it does not foresee is the bug of its plugin', async () => {
    const bug = new TypeError('x is not a function');
    const failed = build({
      async manifest() {
        throw bug;
      },
    });
    await expect(failed).rejects.toMatchObject({
      code: 'ERR_RAPIDO_PLUGIN',
      exitCode: 128,
      message: 'The manifest of the cut demo failed: x is not a function',
      hint: expect.stringContaining('rapido-cut-demo'),
      cause: bug,
    });
  });

  it('in a fragment that nobody waits for is found too', async () => {
    const failing: Fragment = { root: '/', manifest: () => Promise.reject(new Error('lost')) };
    await expect(build({ manifest: (m) => void m.use(failing) })).rejects.toThrow('lost');
  });

  it.each<[string, (m: Manifest) => void]>([
    ['"etc/x" is not an absolute path', (m) => m.dir('etc/x')],
    ['"/a/../../etc" must do without ".."', (m) => m.data('/a/../../etc', '')],
    ['a text was expected, not undefined', (m) => m.bin(undefined as unknown as string)],
    ['8888888 is not a file mode', (m) => m.dir('/x', 8888888)],
    ['"lots" is not an amount of memory', (m) => m.vm({ memory: 'lots' })],
    ['is not a path', (m) => m.autorun('')],
  ])('%s', async (message, manifest) => {
    const error = await build({ manifest }).catch((caught: unknown) => caught);
    expect(error).toMatchObject({ code: 'ERR_RAPIDO_PLUGIN', message: expect.stringContaining(message) });
  });

  it('of the definition is the bug of its plugin as well', async () => {
    await expect(build({ vm: { cpus: 0.5 } })).rejects.toMatchObject({ code: 'ERR_RAPIDO_PLUGIN' });
  });

  it('of a .fest file is told as what it is', async () => {
    const root = temporaryDirectory();
    writeFileSync(join(root, 'x.fest'), 'bin ${NONE}\n');
    const failed = build({ manifest: (m) => m.include('x.fest') }, { root });
    await expect(failed).rejects.toMatchObject({ code: 'ERR_RAPIDO_MANIFEST_SYNTAX' });
  });

  it('is none of the plugin when the user has interrupted', async () => {
    const controller = new AbortController();
    const interrupted = new RapidoError('INTERRUPTED', 'Interrupted.');
    const failed = build(
      {
        manifest() {
          controller.abort(interrupted);
          throw new Error('aborted read');
        },
      },
      { signal: controller.signal },
    );
    await expect(failed).rejects.toBe(interrupted);
  });

  it('nor is it waited for then', async () => {
    const controller = new AbortController();
    const interrupted = new RapidoError('INTERRUPTED', 'Interrupted.');
    const manifest = () => {
      setImmediate(() => controller.abort(interrupted));
      return new Promise<void>(() => {});
    };
    await expect(build({ manifest }, { signal: controller.signal })).rejects.toBe(interrupted);
    await expect(build({ manifest }, { signal: controller.signal })).rejects.toBe(interrupted);
  });
});

it('a manifest that waits for something that never comes is that plugin’s bug', async () => {
  vi.useFakeTimers();
  try {
    const building = expect(build({ manifest: () => new Promise(() => {}) })).rejects.toMatchObject({
      code: 'ERR_RAPIDO_PLUGIN',
      message: expect.stringContaining('within 20 seconds'),
    });
    await vi.advanceTimersByTimeAsync(20_000);
    await building;
  } finally {
    vi.useRealTimers();
  }
});
