// After `tsc -b`: writes the oclif.manifest.json of the CLI and of every plugin of the workspace, from which `rapido`
// knows all commands and cuts without loading any of their code; and packages/cli/catalogue.json, from which it knows
// the cuts of those plugins that do not come with it.
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeManifest } from '../packages/cli/dist/plugins/manifest.js';
import { TOP } from './lib/workspace.mjs';

const PACKAGES = join(TOP, 'packages');
const { oclif } = packageOf('cli');

const written = [];
for (const name of readdirSync(PACKAGES)) {
  const { name: plugin, oclif } = packageOf(name);
  if (oclif === undefined) continue;
  const { file, changed, manifest } = await writeManifest(join(PACKAGES, name));
  if (changed) console.log(`wrote ${file.slice(TOP.length)}`);
  written.push({ plugin, commands: Object.values(manifest.commands) });
}
writeCatalogue(written.filter(({ plugin }) => !oclif.plugins.includes(plugin)));

function writeCatalogue(plugins) {
  const cuts = plugins.flatMap(({ plugin, commands }) =>
    commands.flatMap(({ cut }) => (cut ? [cutEntry(cut, plugin)] : [])),
  );
  cuts.sort((a, b) => (a.name < b.name ? -1 : 1));
  const file = join(PACKAGES, 'cli/catalogue.json');
  const text = `${JSON.stringify({ schema: 1, cuts }, null, 2)}\n`;
  if (existsSync(file) && readFileSync(file, 'utf8') === text) return;
  writeFileSync(file, text);
  console.log(`wrote ${file.slice(TOP.length)}`);
}

function cutEntry({ name, aliases = [], summary, settings = {}, needs = [] }, plugin) {
  return { name, aliases, summary, settings: Object.keys(settings), needs, package: plugin };
}

/** The package.json of a directory of packages; of what is none, nothing. */
function packageOf(name) {
  const file = join(PACKAGES, name, 'package.json');
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {};
}
