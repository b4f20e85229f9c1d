import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ImageEntry } from '../../manifest/types.js';
import { quote } from '../../process/index.js';

const FUNCTIONS = fileURLToPath(new URL('../../../host/dracut-module.sh', import.meta.url));

/**
 * Writes a dracut module (dracut.modules(7)) into `dir` that installs `entries` and the files below `stage`, a
 * directory shaped like the guest's root, and nothing else.
 */
export async function writeModule(
  dir: string,
  stage: string,
  entries: readonly ImageEntry[],
  filters: readonly string[],
): Promise<void> {
  await mkdir(dir, { recursive: true });
  await writeFile(join(dir, 'module-setup.sh'), moduleSetup(stage, entries, filters));
}

/** Writes the entries that are text, directories and links below `stage`. */
export async function stageEntries(stage: string, entries: readonly ImageEntry[]): Promise<void> {
  for (const entry of entries) {
    const path = join(stage, entry.dest);
    if (entry.kind === 'data') {
      await mkdir(dirname(path), { recursive: true });
      await writeFile(path, entry.text);
      await chmod(path, entry.mode);
    } else if (entry.kind === 'dir') {
      await mkdir(path, { recursive: true });
      await chmod(path, entry.mode);
    }
  }
}

function moduleSetup(stage: string, entries: readonly ImageEntry[], filters: readonly string[]): string {
  return `#!/bin/bash
# Written by Rapido for one image; the functions are those of dracut.modules(7).

check() { return 0; }

depends() { return 0; }

install() {
  local failed=
  # shellcheck source=/dev/null
  . ${quote(FUNCTIONS)}
${installLines(stage, entries, filters)
  .map((line) => `  ${line} || failed=1\n`)
  .join('')}  [[ -z $failed ]] || { dfatal "an entry of the manifest could not be installed"; exit 1; }
  # All that is needed is there: dracut is not to search once more, and bring what has been filtered out.
  unset DRACUT_RESOLVE_LAZY
}
`;
}

/** Trees come first, so that what stands by itself wins over what a tree has in its place. */
function installLines(stage: string, entries: readonly ImageEntry[], filters: readonly string[]): string[] {
  const files = entries.filter((entry) => entry.kind === 'file');
  const inPlace = files.filter(({ dest, source, mode, needs }) => dest === source && mode === undefined && needs);
  const elsewhere = files.filter((file) => !inPlace.includes(file));
  const isNamed = (dest: string) => entries.some((entry) => entry.dest === dest || entry.dest.startsWith(`${dest}/`));
  return [
    ...entries.flatMap((entry) => (entry.kind === 'tree' ? installTree(entry) : [])),
    call('tree', stage, '/'),
    ...(inPlace.length > 0 ? [call('all_with_needs', ...inPlace.map(({ source }) => source))] : []),
    ...elsewhere.flatMap(installFile),
    ...entries.flatMap((entry) => (entry.kind === 'slink' ? [call('link', entry.target, entry.dest)] : [])),
    ...filters.filter((dest) => !isNamed(dest)).map((dest) => `rm -rf "$initdir"${quote(dest)}`),
  ];
}

function installTree({ source, dest, exclude, needs }: Extract<ImageEntry, { kind: 'tree' }>): string[] {
  return [call('tree', source, dest, ...exclude), ...(needs ? [call('tree_needs', dest)] : [])];
}

function installFile({ source, dest, mode, needs }: Extract<ImageEntry, { kind: 'file' }>): string[] {
  const install = call(needs ? 'with_needs' : 'as_is', source, dest);
  return mode === undefined ? [install] : [install, call('mode', mode.toString(8), dest)];
}

function call(name: string, ...words: readonly string[]): string {
  return [name, ...words.map(quote)].join(' ');
}
