import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';
import { rapido, temporaryDirectory } from './helpers/cli.js';
import { cutModule, installPlugins } from './helpers/plugins.js';

const RECORDER = pathToFileURL(fileURLToPath(new URL('./fixtures/record-modules.mjs', import.meta.url))).href;
const HEAVY = /\/(execa|listr2|cosmiconfig|yaml|shell-quote|npm|inquirer)\//;
const ENGINE = /\/packages\/core\/dist\/(?!errors\.js|outcome\.js)/;
const PLUGINS = /\/packages\/(cut-[^/]+|net)\/dist\/|@acme/;

/** Paths of all modules that a command loads. */
async function modulesOf(args: readonly string[], home = temporaryDirectory()): Promise<string[]> {
  const record = join(home, 'modules');
  writeFileSync(record, '');
  const { status } = await rapido(args, { home, nodeArgs: ['--import', RECORDER], env: { RECORD_MODULES: record } });
  expect(status).toBe(0);
  return readFileSync(record, 'utf8').trim().split('\n').map(decodeURI);
}

describe('start-up', () => {
  it('records both kinds of modules', async () => {
    const modules = await modulesOf(['list']);
    expect(modules.some((path) => path.endsWith('/packages/cli/dist/commands/list.js'))).toBe(true);
    expect(modules.some((path) => path.includes('/@oclif/core/lib/config/config.js'))).toBe(true);
  });

  it('--version loads nothing but the way to it', async () => {
    const modules = await modulesOf(['--version']);
    expect(modules.map((path) => path.replace(/.*\/packages\//, ''))).toEqual(['cli/bin/run.js', 'cli/dist/main.js']);
  });

  it('list loads no heavy module, no engine and no code of a plugin', async () => {
    const home = temporaryDirectory();
    const name = 'known-by-manifest';
    const command = { id: `cut:${name}`, summary: 'x', aliases: [], flags: {}, args: {}, cut: { name, summary: 'x' } };
    const manifest = { version: '1.0.0', commands: { [`cut:${name}`]: { ...command, pluginName: '@acme/cuts' } } };
    installPlugins(home, { name: '@acme/cuts', code: cutModule(name), manifest });
    const modules = await modulesOf(['list'], home);
    expect(modules.filter((path) => HEAVY.test(path) || ENGINE.test(path) || PLUGINS.test(path))).toEqual([]);
  });

  it.each([
    ['cut', 'simple-example'],
    ['net', 'up'],
  ])('help of %s %s loads no code of a plugin either', async (...words) => {
    const modules = await modulesOf([...words, '--help']);
    expect(modules.filter((path) => HEAVY.test(path) || ENGINE.test(path) || PLUGINS.test(path))).toEqual([]);
  });
});
