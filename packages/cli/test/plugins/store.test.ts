import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, it } from 'vitest';
import type { InstalledPlugin } from '../../src/plugins/installed.js';
import {
  changeInstalled,
  copiesDirectory,
  listOf,
  makeStage,
  removeEmpty,
  settleStage,
} from '../../src/plugins/store.js';
import { temporaryDirectory } from '../helpers/cli.js';

const linked = (name: string): InstalledPlugin => ({ name, root: `/src/${name}`, from: 'link' });

/** Of a process that has ended long ago, on this boot. */
const DEAD = '.stage-4194304-1';

it('changes of the list that come at once are all in it', async () => {
  const dataDir = temporaryDirectory();
  const names = Array.from({ length: 20 }, (_, index) => `@acme/p${index}`);
  await Promise.all(names.map((name) => changeInstalled(dataDir, (plugins) => [...plugins, linked(name)])));
  expect((await listOf(dataDir)).map(({ name }) => name).sort()).toEqual([...names].sort());
  expect(readdirSync(dataDir)).toEqual(['plugins.json']);
});

it('a change that fails changes nothing, and the next one is not kept waiting', async () => {
  const dataDir = temporaryDirectory();
  await changeInstalled(dataDir, () => [linked('@acme/a')]);
  const before = readFileSync(join(dataDir, 'plugins.json'), 'utf8');
  const failing = changeInstalled(dataDir, () => Promise.reject(new Error('no')));
  await expect(failing).rejects.toThrow('no');
  expect(readFileSync(join(dataDir, 'plugins.json'), 'utf8')).toBe(before);
  await changeInstalled(dataDir, (plugins) => [...plugins, linked('@acme/b')]);
  expect(await listOf(dataDir)).toHaveLength(2);
});

it('a stage becomes a copy with a name for people; the copy that is not listed any more goes, and so does all in the end', async () => {
  const dataDir = join(temporaryDirectory(), 'data');
  const install = async () => {
    const stage = await makeStage(dataDir);
    mkdirSync(join(stage, 'node_modules/@acme/a'), { recursive: true });
    await changeInstalled(dataDir, async () => {
      const copy = await settleStage(stage, dataDir, '@acme/a', '1.0.0');
      return [{ name: '@acme/a', root: join(copy, 'node_modules/@acme/a'), from: 'registry', spec: '@acme/a' }];
    });
  };
  await install();
  expect(readdirSync(copiesDirectory(dataDir))).toEqual(['@acme+a@1.0.0']);
  await install();
  expect(readdirSync(copiesDirectory(dataDir))).toEqual(['@acme+a@1.0.0-2']);
  expect(JSON.parse(readFileSync(join(dataDir, 'plugins.json'), 'utf8')).plugins[0].root).toBe(
    'plugins/@acme+a@1.0.0-2/node_modules/@acme/a',
  );
  await changeInstalled(dataDir, () => []);
  expect(existsSync(dataDir)).toBe(false);
});

it('what crashes have left goes, what somebody is installing stays', async () => {
  const dataDir = temporaryDirectory();
  const mine = await makeStage(dataDir);
  const copies = dirname(mine);
  const [, ...here] = mine.slice(mine.indexOf('.stage-')).split('-').slice(2);
  const dead = join(copies, [DEAD, ...here].join('-'));
  for (const path of [dead, ...['@acme+gone@1.0.0', 'gone@v1.0.0-rc.1-2'].map((name) => join(copies, name))])
    mkdirSync(join(path, 'node_modules'), { recursive: true });
  await changeInstalled(dataDir, () => [linked('@acme/a')]);
  expect(readdirSync(copies).map((name) => join(copies, name))).toEqual([mine]);
});

it('what somebody else keeps in the data directory stays', async () => {
  const dataDir = temporaryDirectory();
  const theirs = ['mine', 'notes@home', '.git'].map((name) => join(copiesDirectory(dataDir), name));
  for (const path of theirs) mkdirSync(path, { recursive: true });
  await changeInstalled(dataDir, () => [linked('@acme/a')]);
  await changeInstalled(dataDir, () => []);
  expect(readdirSync(copiesDirectory(dataDir)).sort()).toEqual(['.git', 'mine', 'notes@home']);
});

it('the data directory may be a symbolic link, which stays', async () => {
  const dir = temporaryDirectory();
  const [real, dataDir] = [join(dir, 'real'), join(dir, 'link')];
  mkdirSync(real);
  symlinkSync(real, dataDir);
  await changeInstalled(dataDir, () => [linked('@acme/a')]);
  await changeInstalled(dataDir, () => []);
  expect(readdirSync(dataDir)).toEqual([]);
});

it('a list that is damaged is named, and stays as it is', async () => {
  const dataDir = temporaryDirectory();
  const file = join(dataDir, 'plugins.json');
  writeFileSync(file, '{"plugins": ');
  const rejection = { message: `${file} is not a list of plugins.`, hint: expect.stringContaining(`rm '${file}'`) };
  await expect(listOf(dataDir)).rejects.toMatchObject(rejection);
  await expect(changeInstalled(dataDir, () => [])).rejects.toMatchObject(rejection);
  expect(readFileSync(file, 'utf8')).toBe('{"plugins": ');
});

it('only directories that hold nothing are removed', async () => {
  const dataDir = temporaryDirectory();
  mkdirSync(copiesDirectory(dataDir));
  writeFileSync(join(dataDir, 'note'), '');
  await removeEmpty(dataDir);
  expect(readdirSync(dataDir)).toEqual(['note']);
  await removeEmpty(join(dataDir, 'nowhere'));
});

it('a list of a newer Rapido is left to that', async () => {
  const dataDir = temporaryDirectory();
  const file = join(dataDir, 'plugins.json');
  const text = '{ "schema": 2, "plugins": [], "more": [] }';
  writeFileSync(file, text);
  const message = `${file} is of a newer Rapido: its schema is 2, this one's 1.`;
  await expect(changeInstalled(dataDir, () => [])).rejects.toMatchObject({
    message,
    hint: expect.not.stringContaining('rm '),
  });
  expect(readFileSync(file, 'utf8')).toBe(text);
});

it('a change that fails when its copy has its place already leaves no copy', async () => {
  const dataDir = join(temporaryDirectory(), 'data');
  const stage = await makeStage(dataDir);
  const change = async () => {
    await settleStage(stage, dataDir, '@acme/a', '1.0.0');
    mkdirSync(join(dataDir, 'plugins.json.new')); // in the way
    return [linked('@acme/a')];
  };
  await expect(changeInstalled(dataDir, change)).rejects.toMatchObject({ code: 'ERR_RAPIDO_HOST' });
  expect(readdirSync(dataDir)).toEqual(['plugins.json.new']);
});
