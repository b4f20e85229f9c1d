import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { CutDefinition, Fragment, Manifest, Suite } from '@rapido/kit';
import { describe, expect, it } from 'vitest';
import { buildManifest } from '../../src/manifest/build.js';
import { temporaryDirectory } from '../temporary.js';

/** Packages `plugin` and `library` beside each other, and a file of somebody else's. */
function world(files: Readonly<Record<string, string>> = {}): string {
  const dir = temporaryDirectory();
  const texts = { 'plugin/guest/own.sh': '', 'library/guest/part.sh': '', 'outside.sh': '', ...files };
  for (const [path, text] of Object.entries(texts)) {
    mkdirSync(dirname(join(dir, path)), { recursive: true });
    writeFileSync(join(dir, path), text);
  }
  return dir;
}

function build(root: string, cut: Partial<CutDefinition>, name = '@acme/plugin') {
  const definition: CutDefinition = { name: 'demo', summary: 'Demo', manifest() {}, ...cut };
  const kernel = { release: '6.1.0', arch: 'x86_64', has: () => true };
  const context = { settings: {}, signal: new AbortController().signal, kernel };
  return buildManifest({ definition, plugin: { name, root }, context, expand: () => undefined });
}

const manifest = (add: (m: Manifest) => void) => ({ manifest: add });

describe('the entries of a package', () => {
  it('that lead out of it are a bug of the plugin, all of them named at once', async () => {
    const dir = world();
    const root = join(dir, 'plugin');
    const built = build(
      root,
      manifest((m) => {
        m.bin('../bin/x');
        m.kmod('../x.ko');
        m.file('/a', '../outside.sh');
        m.tree('/b', 'guest/../..');
        m.autorun('../outside.sh', join(dir, 'outside.sh'));
        m.include('../nowhere.fest');
      }),
    );
    const place = (path: string) => `${join(dir, path)}, outside of the package ${root}`;
    await expect(built).rejects.toMatchObject({
      code: 'ERR_RAPIDO_PLUGIN',
      exitCode: 128,
      message: [
        "The cut demo of @acme/plugin names files that are not its package's own:",
        `  demo: bin ../bin/x is ${place('bin/x')}`,
        `  demo: kmod ../x.ko is ${place('x.ko')}`,
        `  demo: file ../outside.sh is ${place('outside.sh')}`,
        `  demo: tree guest/../.. is ${place('.')}`,
        `  demo: autorun ../outside.sh is ${place('outside.sh')}`,
        `  demo: autorun ${join(dir, 'outside.sh')} lies outside of the package ${root}`,
        `  demo: include ../nowhere.fest is ${place('nowhere.fest')}`,
      ].join('\n'),
      hint: expect.stringContaining('report it there'),
    });
  });

  it('may lie anywhere in it, and be named files of the host where they are no scripts', async () => {
    const dir = world();
    const root = join(dir, 'plugin');
    const { entries } = await build(
      root,
      manifest((m) => {
        m.file('/a', join(dir, 'outside.sh'));
        m.file('/b', 'guest/../guest/own.sh');
        m.file('/c', '..name/not-there');
        m.tree('/d', '.');
        m.autorun('guest/own.sh', join(root, 'guest/own.sh'), 'guest/not-there.sh');
      }),
    );
    expect(entries).toHaveLength(7);
  });

  it('follow symbolic links in the package, but none out of it', async () => {
    const dir = world();
    const root = join(dir, 'plugin');
    symlinkSync('own.sh', join(root, 'guest/inside.sh'));
    symlinkSync('../../outside.sh', join(root, 'guest/out.sh'));
    symlinkSync('../..', join(root, 'guest/up'));
    const good = manifest((m) => m.autorun('guest/inside.sh'));
    expect((await build(root, good)).entries).toHaveLength(1);
    const bad = manifest((m) => {
      m.autorun('guest/out.sh');
      m.file('/x', 'guest/up/not-there');
    });
    await expect(build(root, bad)).rejects.toMatchObject({
      message: expect.stringMatching(/autorun guest\/out\.sh is .*\/outside\.sh, .*\n.*file guest\/up\/not-there is /),
    });
  });

  it('are those of a package that is linked from elsewhere, whichever way it is named', async () => {
    const dir = world();
    symlinkSync('plugin', join(dir, 'linked'));
    const cut = manifest((m) => m.autorun('guest/own.sh', join(dir, 'plugin/guest/own.sh')));
    expect((await build(join(dir, 'linked'), cut)).entries).toHaveLength(2);
    expect((await build(`${join(dir, 'linked')}/`, cut)).entries).toHaveLength(2);
  });

  it('of a fragment are bound to its own package', async () => {
    const dir = world();
    const fragment = (path: string): Fragment => ({ root: join(dir, 'library'), manifest: (m) => m.autorun(path) });
    const use = (path: string) => build(join(dir, 'plugin'), { manifest: (m) => m.use(fragment(path)) });
    expect((await use('guest/part.sh')).entries).toHaveLength(1);
    await expect(use('../plugin/guest/own.sh')).rejects.toMatchObject({
      message: expect.stringContaining(`outside of the package ${join(dir, 'library')}`),
    });
  });

  it('of a .fest file are bound as well, and named by their lines', async () => {
    const dir = world({
      'plugin/guest/a.fest': 'file /x ../own.fest\nfile /y ../../outside.sh\ninclude b.fest\n',
      'plugin/guest/b.fest': `\nautorun own.sh ${'/etc/passwd'}\nfile /z /etc/passwd\n`,
    });
    const root = join(dir, 'plugin');
    await expect(
      build(
        root,
        manifest((m) => m.include('guest/a.fest')),
      ),
    ).rejects.toMatchObject({
      code: 'ERR_RAPIDO_PLUGIN',
      message: [
        "The cut demo of @acme/plugin names files that are not its package's own:",
        `  ${root}/guest/a.fest:2: ../../outside.sh is ${dir}/outside.sh, outside of the package ${root}`,
        `  ${root}/guest/b.fest:2: /etc/passwd lies outside of the package ${root}`,
      ].join('\n'),
    });
  });

  it('of a .fest file of the host start from there, but bring no scripts', async () => {
    const dir = world({ 'host/a.fest': 'file /x ../outside.sh\n', 'host/b.fest': 'autorun ../outside.sh\n' });
    const include = (name: string) =>
      build(
        join(dir, 'plugin'),
        manifest((m) => m.include(join(dir, 'host', name))),
      );
    expect((await include('a.fest')).entries).toMatchObject([{ source: join(dir, 'outside.sh') }]);
    await expect(include('b.fest')).rejects.toMatchObject({ code: 'ERR_RAPIDO_PLUGIN' });
  });

  it('are the scripts of its suite too', async () => {
    const root = join(world(), 'plugin');
    const suite: Suite = { format: 'tap', results: '/results', run: 'guest/own.sh', list: '../outside.sh' };
    await expect(build(root, { suite })).rejects.toMatchObject({
      message: expect.stringContaining('demo: suite ../outside.sh is '),
    });
    expect((await build(root, { suite: { ...suite, list: 'guest/own.sh' } })).entries).toEqual([]);
  });
});

it('a lone cut may name any file', async () => {
  const dir = world({ 'plugin/a.fest': 'autorun ../outside.sh\n' });
  const cut = manifest((m) => {
    m.autorun('../outside.sh');
    m.include('a.fest');
  });
  expect((await build(join(dir, 'plugin'), cut, '-')).entries).toHaveLength(2);
});
