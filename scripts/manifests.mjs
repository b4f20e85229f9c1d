// After `tsc -b`: writes the oclif.manifest.json of the CLI and of every plugin of the workspace, from which `rapido`
// knows all commands and cuts without loading any of their code.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { TOP } from './lib/workspace.mjs';

const packages = join(TOP, 'packages');
const { Plugin, settings } = createRequire(join(packages, 'cli/package.json'))('@oclif/core');
settings.enableAutoTranspile = false;

for (const name of readdirSync(packages)) {
  const root = join(packages, name);
  if (packageOf(root)?.oclif === undefined) continue;
  const file = join(root, 'oclif.manifest.json');
  const text = `${JSON.stringify(await manifestOf(root), null, 2)}\n`;
  if (text === read(file)) continue;
  writeFileSync(file, text);
  console.log(`wrote ${file.slice(TOP.length)}`);
}

async function manifestOf(root) {
  const plugin = new Plugin({
    root,
    type: 'core',
    ignoreManifest: true,
    errorOnManifestCreate: true,
    respectNoCacheDefault: true,
  });
  await plugin.load();
  const { commands, ...rest } = plugin.manifest;
  // In no order of its own: oclif finds the files of commands in whatever order the directory has them.
  const sorted = Object.entries(commands).sort(([a], [b]) => (a < b ? -1 : 1));
  return { ...rest, commands: Object.fromEntries(sorted) };
}

function packageOf(root) {
  const text = read(join(root, 'package.json'));
  return text === undefined ? undefined : JSON.parse(text);
}

function read(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return undefined;
    throw error;
  }
}
