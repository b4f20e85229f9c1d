import { expect, it } from 'vitest';
import { fakeKernel, openCut, preflightOf } from '../src/index.js';
import { cutModule, plugin } from './plugin.js';

const cutWith = (definition: string) => openCut(plugin({ 'index.js': cutModule(definition) }), 'x');

it('finds nothing where nothing is wrong', async () => {
  const cut = await cutWith("kernel: { load: ['zram'], config: ['CONFIG_ZRAM', 'CONFIG_KASAN=n'] }");
  expect(await preflightOf(cut)).toEqual([]);
  for (const modules of [{ modules: ['zram'] }, { builtin: ['zram'] }]) {
    expect(await preflightOf(cut, { kernel: await fakeKernel(modules) })).toEqual([]);
  }
});

it('finds all that is in the way, in the words of rapido', async () => {
  const cut = await cutWith(`
    kernel: { load: ['zram', 'made-up'], config: ['CONFIG_FOO=3', 'CONFIG_KASAN=n'] },
    manifest(m) { m.bin('no-such-program'); m.problem({ kind: 'usage', message: 'no luck' }); },
    async preflight({ kernel }) { return [{ kind: 'host', message: 'no server for ' + kernel.release }]; }`);
  const kernel = await fakeKernel({ release: '6.9.1-x', config: { CONFIG_KASAN: 'y', CONFIG_FOO: 'three' } });
  const found = await preflightOf(cut, { kernel });
  expect(found.map(({ kind }) => kind)).toEqual(['usage', 'host', 'untestable', 'host']);
  const [problem, missing, lacking, server] = found.map(({ message }) => message);
  expect([problem, server]).toEqual(['no luck', 'no server for 6.9.1-x']);
  expect(missing).toContain('program no-such-program: not found, asked for by x');
  expect(lacking).toContain('modules: zram (CONFIG_ZRAM), made-up');
  expect(lacking).toContain('CONFIG_FOO=3 (is three), CONFIG_KASAN=n (is y)');
  expect(found[2]?.fix).toContain(`cd ${kernel.dir}`);
});

it('says what is wrong with settings, and with a kernel', async () => {
  const cut = await cutWith("settings: { X_SIZE: { type: 'size', summary: '' } }");
  expect(await preflightOf(cut, { settings: { X_SIZE: 'big' } })).toMatchObject([
    { kind: 'usage', message: expect.stringContaining('X_SIZE is not a size') },
  ]);
  expect(await preflightOf(cut, { kernel: '/nowhere' })).toMatchObject([
    { kind: 'usage', message: expect.stringContaining('there is no directory /nowhere') },
  ]);
});

it('knows that a network needs its driver', async () => {
  const cut = await cutWith('vm: { network: true }');
  expect(await preflightOf(cut, { kernel: await fakeKernel() })).toMatchObject([
    { kind: 'untestable', message: expect.stringContaining('virtio_net') },
  ]);
  expect(await preflightOf(cut, { kernel: await fakeKernel({ modules: ['virtio_net', 'virtio_pci'] }) })).toEqual([]);
});

it('passes on what may be made, and what the cut notes', async () => {
  const cut = await cutWith(`
    createsImage: true,
    async preflight({ createImage, jobs, note }) { note((createImage ? 'made ' : 'seen ') + jobs); return []; }`);
  const notes: string[] = [];
  const onNote = (text: string) => void notes.push(text);
  await preflightOf(cut, { onNote });
  expect(await preflightOf(cut, { createImage: true, jobs: 2, onNote })).toEqual([]);
  expect(notes).toEqual(['seen 1', 'made 2']);
});

it('rejects with the bug of a preflight', async () => {
  const cut = await cutWith('async preflight() { return 1; }');
  await expect(preflightOf(cut)).rejects.toMatchObject({ code: 'ERR_RAPIDO_PLUGIN' });
});
