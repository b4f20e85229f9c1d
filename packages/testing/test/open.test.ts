import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';
import { openCut, openCutFile, openPlugin } from '../src/index.js';
import { cutModule, PACKAGE, plugin, temporaryDirectory } from './plugin.js';

const refused = (root: string) =>
  openPlugin(root).then(
    () => expect.fail('It was not refused.'),
    (error: Error) => error.message.split('\n').slice(1),
  );

describe('openPlugin', () => {
  it('finds the package around a file of it, and its cuts', async () => {
    const root = plugin({ 'index.js': cutModule("aliases: ['y']") });
    mkdirSync(join(root, 'test'));
    writeFileSync(join(root, 'test/x.test.js'), '');
    const { name, version, cuts, ...opened } = await openPlugin(pathToFileURL(join(root, 'test/x.test.js')).href);
    expect([name, version, opened.root]).toEqual(['@acme/x', '1.2.3', root]);
    expect(cuts.map((cut) => [cut.name, cut.argument, cut.definition.aliases])).toEqual([['x', 'x', ['y']]]);
  });

  it('says where there is no package, and what is not built', async () => {
    await expect(openPlugin('/proc/self')).rejects.toThrow('There is no package.json in /proc/self, nor above it.');
    await expect(openPlugin(plugin({}))).rejects.toThrow(/^@acme\/x is not built: there is no .*\/index\.js/);
  });

  it('refuses a package that says nothing to rapido', async () => {
    const { rapido: _, oclif: __, ...pjson } = PACKAGE;
    expect(await refused(plugin({}, pjson))).toEqual([
      '  its package.json has to say "rapido": { "api": 1 }',
      expect.stringContaining('"strategy": "explicit"'),
      expect.stringContaining('exports no cut'),
    ]);
  });

  it('refuses cuts that rapido could not run', async () => {
    const definition = "suite: { format: 'tap', results: '/r', run: 'guest/run.sh' }, manifest: 1";
    expect(await refused(plugin({ 'index.js': cutModule(definition) }))).toEqual([
      '  the cut x has no manifest function',
      '  the cut x: there is no guest/run.sh, which its suite names',
    ]);
    expect(await refused(plugin({ 'index.js': cutModule("aliases: ['x']") }))).toEqual([
      '  two of its cuts are called x',
    ]);
    expect(await refused(plugin({ 'index.js': "export const commands = { 'cut:y': {} };" }))).toEqual([
      '  its command cut:y is not made by cutCommands',
    ]);
    expect(await refused(plugin({ 'index.js': 'export const commands = { other: {} };' }))).toEqual([
      expect.stringContaining('exports no cut'),
    ]);
  });

  it('takes commands that somebody else has imported', async () => {
    const { commands } = await import('../../cut-simple/src/index.js');
    expect((await openPlugin(plugin({}), { commands })).cuts.map(({ name }) => name)).toContain('simple-example');
  });
});

it('openCut says which cuts there are', async () => {
  const root = plugin({ 'index.js': cutModule('') });
  expect((await openCut(root, 'x')).plugin.root).toBe(root);
  await expect(openCut(root, 'z')).rejects.toThrow('@acme/x has no cut z; it has: x.');
});

it('openCutFile reads a cut without a package', async () => {
  const file = join(temporaryDirectory(), 'mine.fest');
  writeFileSync(file, 'bin cat\n');
  expect(await openCutFile(file)).toMatchObject({ name: 'mine', argument: file });
  await expect(openCutFile('/x/mine.txt')).rejects.toThrow('/x/mine.txt is no cut');
});
