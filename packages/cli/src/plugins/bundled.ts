import { existsSync, realpathSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { Plugin } from '@oclif/core';
import { RapidoError } from '@rapido/core/errors';

/**
 * The CLI, whose code is in the directory `code` of its package, and the plugins that come with it, by name. oclif is told
 * where they are: its own search for them takes longer than to read them.
 */
export async function loadBundledPlugins(code: string): Promise<Map<string, Plugin>> {
  const cli = await loadCli(dirname(code), basename(code));
  const others = (cli.pjson.oclif.plugins ?? []).map(async (name) => {
    const plugin = new Plugin({ root: findPackage(name, cli.root), type: 'core' });
    await plugin.load();
    return plugin;
  });
  return new Map([cli, ...(await Promise.all(others))].map((plugin) => [plugin.name, plugin]));
}

/** Its package.json and its manifest name the files of `dist`; in `bundle` are the same. */
async function loadCli(root: string, code: string): Promise<Plugin> {
  const text = await readFile(join(root, 'package.json'), 'utf8');
  const cli = new Plugin({ root, isRoot: true, pjson: JSON.parse(text.replaceAll('"./dist/', `"./${code}/`)) });
  await cli.load();
  for (const command of Object.values(cli.manifest.commands)) {
    if (command.relativePath) command.relativePath = [code, ...command.relativePath.slice(1)];
  }
  return cli;
}

/** Where Node finds a package that is needed below `root`. */
function findPackage(name: string, root: string): string {
  for (let directory = root; ; directory = dirname(directory)) {
    const path = join(directory, 'node_modules', name);
    if (existsSync(join(path, 'package.json'))) return realpathSync(path);
    if (directory === dirname(directory)) break;
  }
  throw new RapidoError('HOST', `The package ${name}, a part of Rapido, is not installed.`, {
    hint: 'Install Rapido again.',
  });
}
