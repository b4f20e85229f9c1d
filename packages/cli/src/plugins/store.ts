import { mkdir, rename, writeFile } from 'node:fs/promises';
import { dirname, relative } from 'node:path';
import { type InstalledPlugin, pluginsFile, readInstalled } from './installed.js';

type Plugins = readonly InstalledPlugin[];

/** Replaces the list of the user's plugins by what `change` makes of it. */
export async function changeInstalled(dataDir: string, change: (plugins: Plugins) => Plugins): Promise<void> {
  const plugins = change(await readInstalled(dataDir)).map((plugin) => ({
    ...plugin,
    root: plugin.from === 'link' ? plugin.root : relative(dataDir, plugin.root),
  }));
  const file = pluginsFile(dataDir);
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  await writeFile(`${file}.new`, `${JSON.stringify({ schema: 1, plugins }, null, 2)}\n`);
  await rename(`${file}.new`, file);
}
