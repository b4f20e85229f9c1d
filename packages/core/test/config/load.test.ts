import { join } from 'node:path';
import type { Settings } from '@rapido/kit';
import { describe, expect, it } from 'vitest';
import { maskedText, settingValue, textOf, valuesOf, wordsOf } from '../../src/config/index.js';
import { loadText, makePlace, thrown } from './place.js';

describe('precedence', () => {
  const files = {
    'config/rapido.conf': 'BR_DEV=user\nBR_IF=user\n',
    'project/rapido.conf': '\nBR_DEV=project\n',
  };

  it('is flags, --set, environment, project, user, default; and each value says where it came from', async () => {
    const { root, load } = await makePlace(files, { RAPIDO_BR_DEV: 'environment' });
    const origin = async (options = {}) => {
      const { text, origin } = (await load(options)).entries['BR_DEV'] ?? {};
      return [text, origin?.kind, origin?.text];
    };
    const sets = ['BR_DEV=set 1', 'BR_DEV=set 2'];
    expect(await origin({ sets, flags: { BR_DEV: 'flag' } })).toEqual(['flag', 'flag', 'the command line']);
    expect(await origin({ sets })).toEqual(['set 2', 'set', '--set']);
    expect(await origin()).toEqual(['environment', 'environment', 'RAPIDO_BR_DEV']);

    const plain = await makePlace(files);
    const { entries, projectFile, userFile } = await plain.load();
    expect(projectFile).toBe(join(plain.project, 'rapido.conf'));
    expect(userFile).toBe(join(plain.root, 'config/rapido.conf'));
    expect(entries['BR_DEV']).toMatchObject({ text: 'project', origin: { kind: 'project', text: `${projectFile}:2` } });
    expect(entries['BR_IF']).toMatchObject({ text: 'user', origin: { kind: 'user', text: `${userFile}:2` } });
    expect(entries['BOOT']).toMatchObject({ text: 'auto', origin: { kind: 'default', text: 'default' } });
    expect(entries['TAP_USER']).not.toHaveProperty('text');
    expect(root).not.toBe(plain.root);
  });

  it.each([
    ['a flag', { flags: { BR_DEV: '' } }, {}],
    ['--set', { sets: ['BR_DEV='] }, {}],
    ['the environment', {}, { RAPIDO_BR_DEV: '' }],
  ])('an empty value of %s leaves the default, whatever the files say', async (_, options, variables) => {
    const { load } = await makePlace(files, variables);
    const config = await load(options);
    expect(config.entries['BR_DEV']).toMatchObject({ text: 'rapido-br', origin: { kind: 'default' } });
  });

  it('KEY="" in the project hides the value of the user', async () => {
    const { load } = await makePlace({ ...files, 'project/rapido.conf': 'BR_IF=""' });
    const { entries } = await load();
    expect(entries['BR_IF']).not.toHaveProperty('text');
    expect(entries['BR_IF']).not.toHaveProperty('note');
  });

  it('the environment sets known names only', async () => {
    const { load } = await makePlace(
      {},
      { RAPIDO_CIFS_USER: 'me', RAPIDO_NO_SUCH: 'x', RAPIDO_DIR: '/x', CIFS_SHARE: 'x' },
    );
    const config = await load({
      others: { CONF: { type: 'string', summary: '' }, DIR: { type: 'string', summary: '' } },
    });
    expect(textOf(config, 'CIFS_USER')).toBe('me');
    for (const name of ['NO_SUCH', 'DIR', 'CONF', 'CIFS_SHARE']) expect(textOf(config, name)).toBeUndefined();
    expect(config.warnings).toEqual([]);
  });
});

describe('--set', () => {
  it('is not KEY=VALUE', async () => {
    const { load } = await makePlace();
    const error = await thrown(() => load({ sets: ['CIFS_PW hunter2'] }));
    expect(error).toMatchObject({ code: 'ERR_RAPIDO_USAGE', message: '--set CIFS_PW…: this is not KEY=VALUE.' });
  });

  it('names a VM that is not there', async () => {
    const { load } = await makePlace();
    const error = await thrown(() => load({ sets: ['server:CIFS_PW=hunter2'] }));
    expect(error).toMatchObject({
      code: 'ERR_RAPIDO_USAGE',
      message: expect.stringContaining('there is no VM server'),
    });
    expect(error.message).not.toContain('hunter2');
  });
});

describe('types', () => {
  const settings = {
    AN_INT: { type: 'int', summary: '' },
    A_SIZE: { type: 'size', summary: '', default: '1G' },
    A_BOOL: { type: 'bool', summary: '' },
    AN_ENUM: { type: 'enum', options: ['a', 'b'], summary: '' },
    SOME_WORDS: { type: 'words', summary: '' },
    A_PATH: { type: 'path', summary: '' },
    A_STRING: { type: 'string', summary: '' },
  } as const satisfies Settings;

  it('are what the checked values have', async () => {
    const config = await loadText(
      `AN_INT=-3\nA_SIZE=512M\nA_BOOL=Yes\nAN_ENUM=b\nSOME_WORDS='a "b c"'\nA_PATH=x/../y/\nA_STRING=7\n`,
      settings,
    );
    const values = valuesOf(config, settings);
    const directory = join(config.projectFile ?? '', '..');
    expect(values).toEqual({
      AN_INT: -3,
      A_SIZE: 2 ** 29,
      A_BOOL: true,
      AN_ENUM: 'b',
      SOME_WORDS: ['a', 'b c'],
      A_PATH: join(directory, 'y'),
      A_STRING: '7',
    });
    const size: number = values.A_SIZE;
    expect(size).toBe(settingValue(config, 'A_SIZE'));
    expect(textOf(config, 'A_SIZE')).toBe('512M');
    expect(textOf(config, 'A_PATH')).toBe(join(directory, 'y'));
    expect(() => wordsOf(config, 'A_SIZE')).toThrow(TypeError);
  });

  it('all wrong values are told at once, with their places', async () => {
    const text = 'AN_INT=3.5\nA_SIZE=1MB\nA_BOOL=maybe\nAN_ENUM=c\nSOME_WORDS="a; b"\nA_PATH="~other/x"\n';
    const error = await thrown(() => loadText(text, settings, { sets: ['AN_INT=x'] }));
    expect(error).toMatchObject({ code: 'ERR_RAPIDO_CONFIG_VALUE', exitCode: 129 });
    const lines = error.message.split('\n').slice(1);
    expect(lines.map((line) => line.trim().split(' ')[0]).sort()).toEqual(
      ['A_BOOL', 'A_PATH', 'A_SIZE', 'AN_ENUM', 'AN_INT', 'SOME_WORDS'].sort(),
    );
    expect(error.message).toContain('AN_INT is not a whole number: "x" (--set)');
    expect(error.message).toMatch(/AN_ENUM is not one of a, b: "c" \(.*\/project\/rapido\.conf:4\)/);
  });

  it.each(['constructor', '', '__proto__', 'toString'])('%j is no bool and no setting', async (name) => {
    await expect(loadText(`A_BOOL="${name || ' '}"`, settings)).rejects.toThrow('A_BOOL is not yes or no');
    expect(textOf(await loadText('', settings), name)).toBeUndefined();
  });

  it('names of the language are names like any other', async () => {
    const { entries, warnings } = await loadText('__proto__=a\nconstructor=b\n');
    expect(Object.entries(entries).filter(([name]) => /__proto__|constructor/.test(name))).toMatchObject([
      ['__proto__', { text: 'a' }],
      ['constructor', { text: 'b' }],
    ]);
    expect(warnings).toHaveLength(2);
  });
});

describe('required settings', () => {
  const settings: Settings = {
    FSTESTS_SRC: { type: 'path', summary: 'xfstests tree', required: true },
    KSELFTEST_DIR: { type: 'path', summary: 'kselftest', required: true },
    LTP_DIR: { type: 'path', summary: 'ltp', required: true },
    CIFS_USER: { type: 'string', summary: 'user', required: true, default: 'me' },
  };
  const text = 'LTP_DIR=/opt/ltp\nKSELFTEST_DIR="${KERNEL_SRC}/kselftest"\n';

  it('that are unset are told at once, with the lines to add', async () => {
    const error = await thrown(() => loadText(text, settings));
    expect(error).toMatchObject({ code: 'ERR_RAPIDO_CONFIG_VALUE' });
    expect(error.message).toContain('FSTESTS_SRC is not set');
    expect(error.message).toMatch(/KSELFTEST_DIR is not set: \$\{KERNEL_SRC\} has no value \(.*rapido\.conf:2\)/);
    expect(error.message).not.toContain('LTP_DIR');
    expect(error.message).not.toContain('CIFS_USER');
    expect(error.hint).toMatch(/^Add to .*\/project\/rapido\.conf:\n {2}FSTESTS_SRC="…" {3}# xfstests tree\n/);
  });

  it('of cuts that are not concerned are neither required nor an error', async () => {
    const size = { FSTESTS_ZRAM_SIZE: { type: 'size', summary: '' } } as const;
    const { entries } = await loadText(`${text}FSTESTS_ZRAM_SIZE=big`, {}, { others: { ...settings, ...size } });
    expect(entries['FSTESTS_SRC']).toMatchObject({ name: 'FSTESTS_SRC', setting: { required: true } });
    expect(entries['LTP_DIR']).toMatchObject({ value: '/opt/ltp' });
    expect(entries['FSTESTS_ZRAM_SIZE']).toMatchObject({ note: 'the value is not a size, as 512M or 2G: "big"' });
    expect(entries['FSTESTS_ZRAM_SIZE']).not.toHaveProperty('value');
    expect(entries['FSTESTS_ZRAM_SIZE']).not.toHaveProperty('problem');
  });
});

describe('secrets', () => {
  const settings: Settings = {
    CIFS_PW: { type: 'string', summary: '', secret: true },
    PIN: { type: 'int', summary: '', secret: true },
    COPY: { type: 'int', summary: '' },
  };

  it('are masked, also where nobody describes them and where other values are made from them', async () => {
    const { entries } = await loadText(
      'CIFS_PW=hunter2\nCIFS_MOUNT_OPTS="user=me,password=${CIFS_PW}"\nCIFS_USER=me\n',
    );
    for (const name of ['CIFS_PW', 'CIFS_MOUNT_OPTS']) {
      const entry = entries[name];
      expect(entry?.text).toContain('hunter2');
      expect(entry && maskedText(entry)).toBe('********');
      expect(entry?.setting.secret).toBe(true);
    }
    expect(entries['CIFS_USER'] && maskedText(entries['CIFS_USER'])).toBe('me');
    const unset = (await loadText('', settings)).entries['CIFS_PW'];
    expect(unset && maskedText(unset)).toBeUndefined();
  });

  it.each([
    'PIN=hunter2',
    'CIFS_PW=hunter2\nCOPY="${CIFS_PW}"',
    'CIFS_PW="x$hunter2"',
    'CIFS_PW=hunter2\nCIFS_PW="${CIFS_PW} $hunter2"',
    'SMB_PASSWORD="a$hunter2"',
  ])('are in no message of %j', async (text) => {
    const error = await thrown(() => loadText(text, settings));
    expect(error.code).toMatch(/^ERR_RAPIDO_CONFIG_/);
    expect(error.message + error.hint).not.toContain('hunter2');
    expect(error.message).toContain('rapido.conf:');
  });

  it('are in no warning', async () => {
    const { warnings, deprecations } = await loadText(
      'CIFS_PW=hunter2\nMY_PW=hunter2\nLTP_AUTORUN_CMD="login ${CIFS_PW}"\n',
    );
    const all = [...warnings, ...deprecations];
    expect(all).toHaveLength(2);
    expect(all.join()).not.toContain('hunter2');
  });
});
