import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';
import { rapido, temporaryDirectory } from './helpers/cli.js';
import { cutModule, installPlugins } from './helpers/plugins.js';

const RECORDER = pathToFileURL(fileURLToPath(new URL('./fixtures/record-modules.mjs', import.meta.url))).href;
const HEAVY = /\/node_modules\/(execa|listr2|yaml|shell-quote|semver|ipaddr\.js|npm|inquirer)\//;
const ENGINE = /\/packages\/core\/(dist|src)\/(?!errors\.|outcome\.)/;
const NO_SETTINGS = /\/packages\/core\/(dist|src)\/(bridge|doctor|image|mesh|qemu|results|run|splat)\//;
const PLUGINS = /\/packages\/(cut-[^/]+|net)\/dist\/|@acme/;

/** Paths of all modules that a command loads; of a file of the bundle those of the modules in it. */
async function modulesOf(args: readonly string[], home = temporaryDirectory(), exitCode = 0): Promise<string[]> {
  const record = join(home, 'modules');
  writeFileSync(record, '');
  const { status } = await rapido(args, { home, nodeArgs: ['--import', RECORDER], env: { RECORD_MODULES: record } });
  expect(status).toBe(exitCode);
  return readFileSync(record, 'utf8').trim().split('\n').map(decodeURI).flatMap(sourcesOf);
}

function sourcesOf(path: string): string[] {
  if (!path.includes('/cli/bundle/') || !existsSync(`${path}.map`)) return [path];
  const { sources }: { sources: string[] } = JSON.parse(readFileSync(`${path}.map`, 'utf8'));
  return sources.map((source) => resolve(dirname(path), source));
}

describe('start-up', () => {
  it('records both kinds of modules', async () => {
    const modules = await modulesOf(['list']);
    expect(modules.some((path) => path.endsWith('/packages/cli/src/commands/list.ts'))).toBe(true);
    expect(modules.some((path) => path.includes('/@oclif/core/lib/config/config.js'))).toBe(true);
  });

  it('--version loads nothing but the way to it', async () => {
    const modules = await modulesOf(['--version']);
    expect(modules.map((path) => path.replace(/.*\/packages\//, ''))).toEqual(['cli/bin/run.js', 'cli/src/main.ts']);
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

  it('a cut of which nothing has changed loads no code of its plugin', async () => {
    const home = temporaryDirectory();
    const code = (modules: string[]) => modules.filter((path) => /\/cut-simple\/dist\//.test(path));
    expect(code(await modulesOf(['cut', 'simple-example'], home))).not.toEqual([]);
    expect(code(await modulesOf(['cut', 'simple-example'], home))).toEqual([]);
  });

  it.each([
    ['cut', 'simple-example'],
    ['net', 'up'],
  ])('help of %s %s loads no code of a plugin either', async (...words) => {
    const modules = await modulesOf([...words, '--help']);
    expect(modules.filter((path) => HEAVY.test(path) || ENGINE.test(path) || PLUGINS.test(path))).toEqual([]);
  });

  it.each(['', 'run ', 'run --set ', 'run -k ', 'results '])(
    'completion after "rapido %s" loads no heavy module and no code of a plugin',
    async (line) => {
      const modules = await modulesOf(['__complete', 'fish', '--', ...line.split(' ')]);
      expect(modules.filter((path) => HEAVY.test(path) || PLUGINS.test(path))).toEqual([]);
    },
  );

  it('settings load no heavy module, and of the engine only what reads them', async () => {
    const home = temporaryDirectory();
    writeFileSync(join(home, 'rapido.conf'), 'KERNEL_SRC="$HOME/linux"\n');
    const modules = await modulesOf(['config'], home);
    expect(modules.some((path) => path.endsWith('/packages/core/src/config/parse-conf.ts'))).toBe(true);
    expect(modules.filter((path) => HEAVY.test(path) || NO_SETTINGS.test(path) || PLUGINS.test(path))).toEqual([]);
  });

  it('a cut loads no heavy module before its kernel is found', async () => {
    const modules = await modulesOf(['cut', 'simple-example', '-k', './none'], temporaryDirectory(), 129);
    expect(modules.some((path) => path.endsWith('/packages/core/src/kernel/find-kernel.ts'))).toBe(true);
    expect(modules.filter((path) => HEAVY.test(path))).toEqual([]);
  });
});
