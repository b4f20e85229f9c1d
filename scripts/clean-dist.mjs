// After `tsc -b`: removes from every package's dist what no source makes any more, so that nobody loads or publishes it.
import { existsSync, readdirSync, rmSync } from 'node:fs';
import { join, relative } from 'node:path';
import { TOP } from './lib/workspace.mjs';

const MADE = /\.(js|d\.ts)(\.map)?$/;

for (const name of readdirSync(join(TOP, 'packages'))) {
  const [src, dist] = ['src', 'dist'].map((directory) => join(TOP, 'packages', name, directory));
  if (!existsSync(dist)) continue;
  const files = readdirSync(dist, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  for (const { parentPath, name } of files.filter(({ name }) => MADE.test(name))) {
    const file = join(parentPath, name);
    if (!existsSync(join(src, relative(dist, file).replace(MADE, '.ts')))) rmSync(file);
  }
}
