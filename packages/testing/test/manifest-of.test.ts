import { afterEach, describe, expect, it } from 'vitest';
import { manifestOf, openCut } from '../src/index.js';
import { cutModule, plugin } from './plugin.js';

const GUEST = { 'guest/x.sh': 'echo\n' };
const cutWith = (definition: string) => openCut(plugin({ 'index.js': cutModule(definition), ...GUEST }), 'x');

describe('settings', () => {
  const settings = `settings: {
    X_SIZE: { type: 'size', summary: '', default: '64M' }, X_DIR: { type: 'path', summary: '' },
    X_WHO: { type: 'string', summary: '', required: true },
  }`;
  afterEach(() => {
    delete process.env['RAPIDO_X_WHO'];
  });

  it('are read as rapido.conf is, with defaults', async () => {
    const cut = await cutWith(settings);
    const given = { X_DIR: 'sub', X_WHO: '${X_SIZE} of it' };
    expect((await manifestOf(cut, { settings: given })).settings).toEqual({
      X_SIZE: 64 * 2 ** 20,
      X_DIR: `${cut.plugin.root}/sub`,
      X_WHO: '64M of it',
    });
  });

  it('that are wrong or missing are refused, also where the machine has one', async () => {
    process.env['RAPIDO_X_WHO'] = 'somebody';
    const cut = await cutWith(settings);
    await expect(manifestOf(cut, { settings: { X_SIZE: 'big' } })).rejects.toMatchObject({
      code: 'ERR_RAPIDO_CONFIG_VALUE',
      message: expect.stringMatching(/X_SIZE is not a size.*"big"[\s\S]*X_WHO is not set/),
    });
  });

  it('that the cut does not have are a mistake', async () => {
    await expect(manifestOf(await cutWith(settings), { settings: { X_SIZ: 1 } })).rejects.toThrow(
      'The cut x has no setting X_SIZ; did you mean X_SIZE?',
    );
  });
});

it('says what goes where, and what a VM gets', async () => {
  const cut = await cutWith(`
    settings: { X_PW: { type: 'string', summary: '', secret: true } },
    kernel: { load: ['zram'], include: ['ext4'] },
    manifest(m, { settings }) {
      m.bin('cat', 'no-such-program');
      m.data('/etc/pw', settings.X_PW, { secret: true });
      m.autorun('guest/x.sh');
      m.vm({ memory: '2G' });
      m.problem({ kind: 'host', message: 'no luck' });
    }`);
  const { root } = cut.plugin;
  const manifest = await manifestOf(cut, { settings: { X_PW: 'secret' } });
  expect(manifest.entries.map(({ kind }) => kind)).toEqual(['kmod', 'kmod', 'bin', 'bin', 'data', 'autorun']);
  expect(manifest.files.map(({ dest }) => dest)).toEqual(['/rapido/autorun/00-x.sh', expect.stringMatching(/\/cat$/)]);
  expect(manifest).toMatchObject({
    runFiles: [{ dest: '/etc/pw', text: 'secret', mode: 0o600, secret: true }],
    modules: { load: ['zram'], include: ['ext4'] },
    autorun: [`${root}/guest/x.sh`],
    vm: { memory: '2G' },
    problems: [{ kind: 'host', message: 'no luck' }],
    missing: [{ kind: 'bin', name: 'no-such-program', from: 'x' }],
  });
});

it('shows the disks of a VM, and what QEMU is told of them', async () => {
  const cut = await cutWith(`
    settings: { X_POOL: { type: 'string', summary: '', default: 'rbd' } },
    vm: { disks: [{ serial: 'SCRATCH', size: '8G' }] },
    manifest(m, { settings }) {
      m.vm({ disks: [{ serial: 'RBD', blockdev: { driver: 'rbd', pool: settings.X_POOL, image: 'x' } }] });
    }`);
  expect((await manifestOf(cut, { settings: { X_POOL: 'mine' } })).vm.disks).toEqual([
    { serial: 'SCRATCH', size: '8G' },
    { serial: 'RBD', blockdev: { driver: 'rbd', pool: 'mine', image: 'x' } },
  ]);
});

it('rejects with the bug of a cut', async () => {
  const cut = await cutWith("manifest() { throw new Error('oh no'); }");
  await expect(manifestOf(cut)).rejects.toMatchObject({
    code: 'ERR_RAPIDO_PLUGIN',
    message: 'The manifest of the cut x failed: oh no',
  });
});
