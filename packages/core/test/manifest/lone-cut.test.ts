import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Context } from '@rapido/kit';
import { describe, expect, it } from 'vitest';
import { buildManifest } from '../../src/manifest/build.js';
import { isLoneCut, loadLoneCut } from '../../src/manifest/lone-cut.js';
import { temporaryDirectory } from '../temporary.js';

const context: Context = {
  settings: {},
  signal: new AbortController().signal,
  kernel: { release: '6.1.0', arch: 'x86_64', has: () => true },
};

/** Loads a file of this text and runs its manifest. */
async function entriesOf(name: string, text: string) {
  const dir = temporaryDirectory();
  writeFileSync(join(dir, name), text);
  const { definition, root } = await loadLoneCut(`./${name}`, dir);
  const plugin = { name: '-', root };
  const built = await buildManifest({ definition, plugin, context, expand: () => undefined });
  return { dir, definition, ...built };
}

describe('a lone cut', () => {
  it('is known by its name', () => {
    expect(['x.fest', './x.js', '/a/x.mjs'].every(isLoneCut)).toBe(true);
    expect(['samba-btrfs', 'x.ts', 'x.sh', 'js'].some(isLoneCut)).toBe(false);
  });

  it('can be a manifest, called as its file', async () => {
    const { dir, definition, entries } = await entriesOf('my test.fest', 'autorun run.sh\n');
    expect(definition.name).toBe('my test');
    expect(entries).toEqual([{ from: `${dir}/my test.fest:1`, kind: 'autorun', source: `${dir}/run.sh` }]);
  });

  it.each(['cut.js', 'cut.mjs'])('can be a module: %s', async (name) => {
    const text = "export const cut = { name: 'mine', manifest(m) { m.autorun('run.sh'); } };\n";
    const dir = temporaryDirectory();
    mkdirSync(join(dir, 'x'));
    writeFileSync(join(dir, 'package.json'), '{"type":"module"}');
    writeFileSync(join(dir, 'x', name), text);
    const { definition, root } = await loadLoneCut(join('x', name), dir);
    expect(definition).toMatchObject({ name: 'mine', summary: `The module ${dir}/x/${name}` });
    expect(root).toBe(join(dir, 'x'));
  });

  it('runs its own manifest, whose bugs are its own', async () => {
    const text = "export const cut = { name: 'mine', summary: 'S', manifest() { throw new Error('oh'); } };\n";
    await expect(entriesOf('cut.mjs', text)).rejects.toMatchObject({
      code: 'ERR_RAPIDO_PLUGIN',
      hint: expect.stringContaining("the cut's file in /"),
    });
  });

  it.each([
    ['export const other = {};', 'it exports no object named `cut`'],
    ['export const cut = [];', 'it exports no object named `cut`'],
    [
      "export const cut = { name: 'a/b', summary: 1 };",
      'its `name` is not a word; its `summary` is not a text; its `m',
    ],
  ])('is refused: %s', async (text, message) => {
    await expect(entriesOf('cut.mjs', text)).rejects.toMatchObject({
      code: 'ERR_RAPIDO_USAGE',
      message: expect.stringContaining(message),
    });
  });

  it.each(['throw new Error("oh");', 'export const cut = {', 'import "not-installed";'])(
    'that fails while it loads is named: %s',
    async (text) => {
      await expect(entriesOf('cut.mjs', text)).rejects.toMatchObject({
        code: 'ERR_RAPIDO_PLUGIN',
        message: expect.stringMatching(/cut\.mjs failed while it was loaded: /),
      });
    },
  );

  it('that is not there, or of another kind, is a usage error', async () => {
    await expect(loadLoneCut('none.fest', '/')).rejects.toMatchObject({
      code: 'ERR_RAPIDO_USAGE',
      message: 'Cannot read the cut /none.fest: there is no such file.',
    });
    await expect(loadLoneCut('x.sh', '/')).rejects.toMatchObject({ code: 'ERR_RAPIDO_USAGE' });
  });
});
