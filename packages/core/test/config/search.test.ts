import { execFileSync } from 'node:child_process';
import { chmod, chown, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { textOf } from '../../src/config/index.js';
import { makePlace, thrown } from './place.js';

const isRoot = process.getuid?.() === 0;

describe('the project file', () => {
  it('is the first from the working directory upward', async () => {
    const { project, environment, load } = await makePlace({
      'rapido.conf': 'BR_DEV=outer',
      'project/rapido.conf': 'BR_DEV=inner',
      'project/package.json': '{ "name": "none-of-ours" }',
      'project/a/package.json': '{ "dependencies": { "rapido": "1" } }',
      'project/a/b/package.json': '{ "rapido": broken',
      'project/a/c/package.json': '',
    });
    for (const cwd of ['', 'a', 'a/c', 'a/no/such']) {
      const config = await load({ environment: { ...environment, cwd: join(project, cwd) } });
      expect([config.projectFile, textOf(config, 'BR_DEV')]).toEqual([join(project, 'rapido.conf'), 'inner']);
    }
    const broken = await thrown(() => load({ environment: { ...environment, cwd: join(project, 'a/b') } }));
    expect(broken).toMatchObject({
      code: 'ERR_RAPIDO_CONFIG_SYNTAX',
      message: expect.stringContaining('a/b/package.json:1'),
    });
  });

  it('may be empty, which ends the search', async () => {
    const { project, load } = await makePlace({ 'rapido.conf': 'BR_IF=outer', 'project/rapido.conf': '' });
    const config = await load();
    expect([config.projectFile, textOf(config, 'BR_IF')]).toEqual([join(project, 'rapido.conf'), undefined]);
  });

  it.each([
    ['rapido.conf', 'BR_DEV=x\nDRACUT_EXTRA_ARGS="--tmpdir \'/my tmp\'"\nCEPH_RBD_IMAGE_MB=4096\n', ':1'],
    [
      'rapido.config.json',
      '{\n\t"BR_DEV": "x",\n\t"DRACUT_EXTRA_ARGS": ["--tmpdir", "/my tmp"],\n\t"CEPH_RBD_IMAGE_MB": 4096 }',
      ':2',
    ],
    [
      'rapido.config.yaml',
      'BR_DEV: x # comment\nDRACUT_EXTRA_ARGS:\n  - --tmpdir\n  - /my tmp\nCEPH_RBD_IMAGE_MB: 4096\n',
      ':1',
    ],
    [
      'package.json',
      '{\n  "name": "p",\n  "rapido": {\n    "BR_DEV": "x",\n    "DRACUT_EXTRA_ARGS": ["--tmpdir", "/my tmp"],\n    "CEPH_RBD_IMAGE_MB": 4096\n} }',
      ':4',
    ],
  ])('can be a %s', async (name, text, line) => {
    const { project, load } = await makePlace({ [`project/${name}`]: text });
    const { entries } = await load();
    expect(entries['BR_DEV']).toMatchObject({ text: 'x', origin: { text: join(project, name) + line } });
    expect(entries['DRACUT_EXTRA_ARGS']).toMatchObject({ value: ['--tmpdir', '/my tmp'] });
    expect(entries['CEPH_RBD_IMAGE_MB']).toMatchObject({ text: '4096' });
  });

  it('is named by --config or else RAPIDO_CONF, relative to the working directory', async () => {
    const files = {
      'project/rapido.conf': 'BR_DEV=found',
      'other/a file': 'BR_DEV="flag ${RAPIDO_DIR}"',
      'other/b.json': '{"BR_DEV":"variable"}',
    };
    const { root, load } = await makePlace(files, { RAPIDO_CONF: '../other/b.json' });
    expect(textOf(await load(), 'BR_DEV')).toBe('variable');
    const config = await load({ file: '../other/a file' });
    expect([config.projectFile, textOf(config, 'BR_DEV')]).toEqual([
      join(root, 'other/a file'),
      `flag ${join(root, 'other')}`,
    ]);
    expect(textOf(await (await makePlace(files, { RAPIDO_CONF: '' })).load(), 'BR_DEV')).toBe('found');
  });

  it.each([
    ['missing', 'no such file'],
    ['directory', 'is a directory'],
    ['package.json', 'has no key rapido'],
  ])('that is named and cannot be read, %s, is an error', async (name, message) => {
    const { project, load } = await makePlace({ 'project/package.json': '{}' });
    await mkdir(join(project, 'directory'));
    const error = await thrown(() => load({ file: name }));
    expect(error).toMatchObject({ code: 'ERR_RAPIDO_CONFIG_FILE', message: expect.stringContaining(message) });
    expect(error.message).toContain(join(project, name));
  });

  it('is taken once, also where it is the file of the user', async () => {
    const { root, environment, load } = await makePlace({
      'config/rapido.conf': 'QEMU_EXTRA_ARGS="${QEMU_EXTRA_ARGS} -s"',
    });
    const config = await load({ environment: { ...environment, cwd: join(root, 'config') } });
    expect([config.userFile, textOf(config, 'QEMU_EXTRA_ARGS')]).toEqual([undefined, ' -s']);
  });
});

describe('the user file', () => {
  it.each([
    ['rapido.conf', 'BR_IF=x'],
    ['rapido.config.json', '{"BR_IF":"x"}'],
    ['rapido.config.yaml', 'BR_IF: x'],
  ])('can be a %s', async (name, text) => {
    const { root, load } = await makePlace({ [`config/${name}`]: text });
    const config = await load();
    expect([config.userFile, textOf(config, 'BR_IF')]).toEqual([join(root, 'config', name), 'x']);
  });
});

describe('JSON and YAML', () => {
  it('keep numbers as written, expand ${NAME} alone, and have lists, empty values and aliases', async () => {
    const { load } = await makePlace({
      'project/rapido.config.yaml': [
        'KERNEL_RELEASE: 6.10',
        'CIFS_USER: &user "a$b"',
        'NFS_SHARE: *user',
        'TAP_USER: ~',
        'LTP_DIR: ${KERNEL_SRC}/ltp',
        "KERNEL_SRC: /my linux's",
        'QEMU_EXTRA_ARGS: ["-drive", "file=${KERNEL_RELEASE} x", "a;b", true, ""]',
        'INITIATOR_IQNS: [iqn.2007-10.com.github:a, iqn:b]',
      ].join('\n'),
    });
    const config = await load();
    const names = ['KERNEL_RELEASE', 'CIFS_USER', 'NFS_SHARE', 'TAP_USER', 'LTP_DIR', 'INITIATOR_IQNS'];
    expect(names.map((name) => textOf(config, name))).toEqual([
      '6.10',
      'a$b',
      'a$b',
      undefined,
      "/my linux's/ltp",
      'iqn.2007-10.com.github:a iqn:b',
    ]);
    expect(config.entries['QEMU_EXTRA_ARGS']?.value).toEqual(['-drive', 'file=6.10 x', 'a;b', 'true', '']);
  });

  it.each([
    ['A: [hunter2', 1],
    ['A: 1\nB: "hunter2', 2],
    ['A: 1\nA: hunter2', 2],
    ['A: {B: hunter2}', 1],
    ['A: 1\nB:\n  - [hunter2]', 2],
    ['- hunter2', 1],
    ['hunter2', 1],
    ['A: @hunter2', 1],
  ])('refuse %j with its line and without its content', async (text, line) => {
    const { project, load } = await makePlace({ 'project/rapido.config.yaml': text });
    const error = await thrown(() => load());
    expect(error.code).toBe('ERR_RAPIDO_CONFIG_SYNTAX');
    expect(error.message).toContain(`${join(project, 'rapido.config.yaml')}:${line}: `);
    expect(error.message + error.hint).not.toContain('hunter2');
  });
});

describe('only files that nobody else could have written count', () => {
  it.each(['project/rapido.conf', 'config/rapido.config.json', 'project/package.json'])('%s', async (path) => {
    const { root, load } = await makePlace({ [path]: '{"rapido": {}}' });
    await chmod(join(root, path), 0o666);
    const error = await thrown(() => load());
    expect(error).toMatchObject({ code: 'ERR_RAPIDO_CONFIG_FILE', hint: expect.stringContaining('chmod o-w') });
    expect(error.message).toContain(`${join(root, path)} is not used: everybody may write to it`);
  });

  it('except those that the user names', async () => {
    const { project, load } = await makePlace({ 'project/shared.conf': 'BR_IF=x' });
    await chmod(join(project, 'shared.conf'), 0o666);
    expect(textOf(await load({ file: 'shared.conf' }), 'BR_IF')).toBe('x');
  });

  it.runIf(isRoot)("of root, and under sudo of the user who called it; not another's", async () => {
    const { project, environment, load } = await makePlace({ 'project/rapido.conf': 'BR_IF=x' });
    await chown(join(project, 'rapido.conf'), 12345, 0);
    const error = await thrown(() => load());
    expect(error).toMatchObject({ code: 'ERR_RAPIDO_CONFIG_FILE', hint: expect.stringContaining('--config') });
    expect(error.message).toContain('it belongs to user 12345');
    expect(textOf(await load({ environment: { ...environment, variables: { SUDO_UID: '12345' } } }), 'BR_IF')).toBe(
      'x',
    );
  });

  describe.runIf(isRoot)('for an ordinary user', () => {
    afterEach(() => process.seteuid?.(0));

    it("own ones and root's, and one that may not be read is not passed over", async () => {
      const { root, project, environment, load } = await makePlace({
        'rapido.conf': 'BR_IF=outer',
        'project/rapido.conf': 'BR_IF=mine',
        'project/sub/rapido.conf': 'BR_IF=private',
      });
      await chmod(root, 0o755);
      await chown(join(project, 'rapido.conf'), 54321, 0);
      await chmod(join(project, 'sub/rapido.conf'), 0o600);
      process.seteuid?.(54321);
      const sub = { ...environment, cwd: join(project, 'sub'), variables: { SUDO_UID: '12345' } };
      expect(textOf(await load(), 'BR_IF')).toBe('mine');
      expect(textOf(await load({ environment: { ...environment, cwd: root } }), 'BR_IF')).toBe('outer');
      const error = await thrown(() => load({ environment: sub }));
      expect(error).toMatchObject({
        code: 'ERR_RAPIDO_CONFIG_FILE',
        message: expect.stringContaining('you may not read it'),
      });
    });
  });
});

it('never runs a file, whichever names lie about', async () => {
  const { root, project, load } = await makePlace({ 'project/rapido.conf': 'BR_IF=x' });
  const mark = join(root, 'ran');
  const evil = `require('node:fs').writeFileSync(${JSON.stringify(mark)}, '')`;
  for (const directory of [project, join(root, 'config')]) {
    await mkdir(join(directory, '.config'), { recursive: true });
    for (const name of ['.config/config.js', '.config/config.cjs', 'rapido.config.js', '.rapidorc.cjs', 'config.js']) {
      await writeFile(join(directory, name), evil);
    }
    await writeFile(join(directory, 'package.json'), '{"cosmiconfig": {"searchPlaces": ["rapido.config.js"]}}');
  }
  const before = process.cwd();
  process.chdir(project);
  try {
    expect(textOf(await load(), 'BR_IF')).toBe('x');
  } finally {
    process.chdir(before);
  }
  expect(execFileSync('ls', [root], { encoding: 'utf8' })).not.toContain('ran');
});
