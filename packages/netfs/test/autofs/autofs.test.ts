import { describe, expect, it } from 'vitest';
import { autofs } from '../../src/index.js';
import { directoryWith, manifestWith } from '../support.js';

const MODULES = ['lookup_file', 'parse_sun', 'mount_generic', 'mount_bind'];
const built = (modules: readonly string[]) => ({
  'daemon/automount': '\u007fELF\0/dev/autofs\0/opt/x/lib64/autofs\0/var/run/autofs\0',
  'lib/libautofs.so': '',
  ...Object.fromEntries(modules.map((name) => [`modules/${name}.so`, ''])),
});

describe('autofs', () => {
  it('puts a built tree where its program looks for its modules', async () => {
    const tree = directoryWith(built(MODULES));
    const { problems, missing, files } = await manifestWith(autofs, { AUTOFS_SRC: tree });
    expect(problems).toEqual([]);
    expect(missing).toEqual([]);
    const dests = files.map(({ dest }) => dest);
    expect(dests).toEqual(
      expect.arrayContaining([
        ...MODULES.map((name) => `/opt/x/lib64/autofs/${name}.so`),
        ...['/opt/x/lib64/autofs/libautofs.so', '/opt/x/lib64/libautofs.so', '/usr/sbin/automount'],
      ]),
    );
  });

  it('says which modules a tree lacks', async () => {
    const tree = directoryWith(built(MODULES.slice(1)));
    const { missing } = await manifestWith(autofs, { AUTOFS_SRC: tree });
    expect(JSON.stringify(missing)).toContain('modules/lookup_file.so');
  });

  it('refuses a tree that is not built', async () => {
    const tree = directoryWith({ 'daemon/automount.c': '' });
    expect((await manifestWith(autofs, { AUTOFS_SRC: tree })).problems).toEqual([
      expect.objectContaining({
        kind: 'usage',
        message: `AUTOFS_SRC: autofs in ${tree} is not built: there is no daemon/automount`,
      }),
    ]);
  });

  it('takes the installed one otherwise, with its modules', async () => {
    const { problems, missing, files } = await manifestWith(autofs, {});
    expect([problems, missing]).toEqual([[], []]);
    expect(files.map(({ dest }) => dest)).toContainEqual(expect.stringMatching(/\/autofs\/lookup_file\.so$/));
  });
});
