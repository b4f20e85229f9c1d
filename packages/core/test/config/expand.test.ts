import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { textOf } from '../../src/config/index.js';
import { loadText, makePlace, thrown } from './place.js';

const DERIVED = 'KERNEL_SRC=/home/me/linux\nKERNEL_INSTALL_MOD_PATH="${KERNEL_SRC}/mods"\n';

describe('references', () => {
  it.each([
    ['--set', { sets: ['KERNEL_SRC=/x'] }],
    ['a flag', { flags: { KERNEL_SRC: '/x' } }],
  ])('follow a value that %s replaced', async (_, options) => {
    expect(textOf(await loadText(DERIVED), 'KERNEL_INSTALL_MOD_PATH')).toBe('/home/me/linux/mods');
    expect(textOf(await loadText(DERIVED, {}, options), 'KERNEL_INSTALL_MOD_PATH')).toBe('/x/mods');
  });

  it('reach across files and the environment, forward and backward', async () => {
    const { load } = await makePlace(
      {
        'config/rapido.conf': 'LTP_DIR="${KERNEL_SRC}/ltp"',
        'project/rapido.conf': 'KERNEL_SRC="${BASE}/linux"\nBASE=/b\n',
      },
      { RAPIDO_KSELFTEST_DIR: '${LTP_DIR}/${KERNEL_SRC}' },
    );
    const config = await load();
    expect(textOf(config, 'LTP_DIR')).toBe('/b/linux/ltp');
    expect(textOf(config, 'KSELFTEST_DIR')).toBe('/b/linux/ltp//b/linux');
  });

  it('take a relative path from where it was written', async () => {
    const { project, load } = await makePlace({ 'project/rapido.conf': DERIVED });
    const deeper = {
      cwd: join(project, 'sub'),
      variables: { RAPIDO_KERNEL_SRC: 'linux' },
      dirs: (await makePlace()).environment.dirs,
    };
    const config = await load({ environment: deeper });
    expect(textOf(config, 'KERNEL_SRC')).toBe(join(project, 'sub/linux'));
    expect(textOf(config, 'KERNEL_INSTALL_MOD_PATH')).toBe(join(project, 'sub/linux/mods'));
  });

  it('stay text in single quotes, behind a backslash and in flags', async () => {
    const text = 'CIFS_USER=\'${NO_SUCH}\'\nCIFS_SHARE="\\${NO_SUCH}"\n';
    const config = await loadText(text, {}, { sets: ['NFS_SHARE=a$b\\${NO_SUCH}$'], flags: { BR_IF: '${NO_SUCH}' } });
    expect(['CIFS_USER', 'CIFS_SHARE', 'NFS_SHARE', 'BR_IF'].map((name) => textOf(config, name))).toEqual([
      '${NO_SUCH}',
      '${NO_SUCH}',
      'a$b${NO_SUCH}$',
      '${NO_SUCH}',
    ]);
  });

  it('to the own name mean the value before, in the same file or a weaker place', async () => {
    const { load } = await makePlace({
      'config/rapido.conf': 'QEMU_EXTRA_KERNEL_PARAMS="user"',
      'project/rapido.conf': 'QEMU_EXTRA_KERNEL_PARAMS="${QEMU_EXTRA_KERNEL_PARAMS} one"\n'.repeat(2),
    });
    const config = await load({
      sets: ['QEMU_EXTRA_KERNEL_PARAMS=${QEMU_EXTRA_KERNEL_PARAMS} set', 'BR_DEV=${BR_DEV}0'],
    });
    expect(textOf(config, 'QEMU_EXTRA_KERNEL_PARAMS')).toBe('user one one set');
    expect(textOf(config, 'BR_DEV')).toBe('rapido-br0');
    expect(textOf(await loadText('CIFS_USER="${CIFS_USER}me"'), 'CIFS_USER')).toBe('me');
  });

  it('to a known name without a value leave the setting unset, and say so', async () => {
    const { entries, projectFile } = await loadText(
      '\nKERNEL_INSTALL_MOD_PATH="${KERNEL_SRC}/mods"\nVM_NET_CONF="${FSTESTS_SRC}/net"\n',
    );
    expect(entries['KERNEL_INSTALL_MOD_PATH']).toEqual({
      name: 'KERNEL_INSTALL_MOD_PATH',
      setting: expect.anything(),
      origin: { kind: 'project', text: `${projectFile}:2` },
      note: '${KERNEL_SRC} has no value',
    });
    expect(entries['VM_NET_CONF']).toMatchObject({
      text: join(projectFile ?? '', '../net-conf'),
      origin: { kind: 'default' },
      note: '${FSTESTS_SRC} has no value',
    });
  });

  it('to names that nobody knows are told at once', async () => {
    const text = '\nLTP_DIR="${KERNEL_SCR}/x"\nNFS_SHARE="$nowhere"\n';
    const error = await thrown(() => loadText(text));
    expect(error).toMatchObject({ code: 'ERR_RAPIDO_CONFIG_UNDEFINED', hint: expect.stringContaining('\\$') });
    expect(error.message).toMatch(
      /^\S.*\/rapido\.conf:2: LTP_DIR refers to \$\{KERNEL_SCR\}, which is not defined\. Did you mean \$\{KERNEL_SRC\}\?\n.*:3: NFS_SHARE refers to \$\{nowhere\}, which is not defined\.$/,
    );
  });

  it('that go round in a circle are told by name and place', async () => {
    const error = await thrown(() => loadText('A="${B}"\nB="${C}"\nC="${A}"\n'));
    expect(error.code).toBe('ERR_RAPIDO_CONFIG_VALUE');
    expect(error.message).toMatch(/A \(.*:1\) -> B \(.*:2\) -> C \(.*:3\) -> A \(.*:1\)/);
  });

  it('of a value that another one replaced are not looked at', async () => {
    const config = await loadText(
      'LTP_DIR="${NO_SUCH}"\nLTP_DIR=/x\nBR_IF="${NO_SUCH}"',
      {},
      { flags: { BR_IF: 'eth0' } },
    );
    expect(textOf(config, 'LTP_DIR')).toBe('/x');
  });
});

describe('${RAPIDO_DIR}', () => {
  it('is the directory of the file that the value stands in', async () => {
    const { root, project, environment, load } = await makePlace({
      'config/rapido.conf': 'LTP_DIR="${RAPIDO_DIR}/ltp"',
      'project/rapido.conf': 'DRACUT_OUT="${RAPIDO_DIR}/initrds/myinitrd"\nRAPIDO_DIR=/elsewhere\n',
    });
    const config = await load({
      environment: { ...environment, cwd: join(project, 'sub') },
      sets: ['VIRTFS_SHARE_PATH=${RAPIDO_DIR}/share'],
    });
    expect(textOf(config, 'DRACUT_OUT')).toBe(join(project, 'initrds/myinitrd'));
    expect(textOf(config, 'LTP_DIR')).toBe(join(root, 'config/ltp'));
    expect(textOf(config, 'VIRTFS_SHARE_PATH')).toBe(join(project, 'share'));
    expect(textOf(config, 'VM_NET_CONF')).toBe(join(project, 'net-conf'));
    expect(config.warnings).toEqual([expect.stringMatching(/rapido\.conf:2: RAPIDO_DIR is always the directory/)]);
    expect(config.entries).not.toHaveProperty('RAPIDO_DIR');
  });

  it('has no value without a project', async () => {
    const { entries } = await (await makePlace()).load();
    expect(entries['VM_NET_CONF']).toMatchObject({ note: '${RAPIDO_DIR} has no value' });
    expect(entries['VM_NET_CONF']).not.toHaveProperty('text');
  });
});

describe('the home directory', () => {
  const text = 'KERNEL_SRC=~/linux\nDRACUT_OUT="$HOME/out"\nQEMU="~"\nCIFS_USER="$USER"\n';

  it('is HOME', async () => {
    const { load } = await makePlace({ 'project/rapido.conf': text }, { HOME: '/home/me', USER: 'me' });
    const config = await load({ sets: ['LTP_DIR=~/ltp'] });
    expect(['KERNEL_SRC', 'DRACUT_OUT', 'QEMU', 'CIFS_USER'].map((name) => textOf(config, name))).toEqual([
      '/home/me/linux',
      '/home/me/out',
      '/home/me',
      'me',
    ]);
  });

  it('is missed only by what needs it', async () => {
    const { load } = await makePlace({ 'project/rapido.conf': 'DRACUT_OUT="${HOME}/out"' });
    expect((await load()).entries['DRACUT_OUT']).toMatchObject({ note: '${HOME} has no value' });
    const error = await thrown(() => loadText(text));
    expect(error.message).toContain('KERNEL_SRC is not a path: ~ is only the home directory of HOME');
  });
});
