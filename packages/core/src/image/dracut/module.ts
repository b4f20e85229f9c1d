import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { ImageEntry } from '../../manifest/types.js';
import { quote } from '../../process/index.js';

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
  const files = entries.filter((entry) => entry.kind === 'file');
  const inPlace = files.filter(({ dest, source, mode, needs }) => dest === source && mode === undefined && needs);
  const elsewhere = files.filter((file) => !inPlace.includes(file));
  return `#!/bin/bash
# Written by Rapido for one image; the functions are those of dracut.modules(7).

check() { return 0; }

depends() { return 0; }

# dracut finds the libraries of what is executable only later, and of the rest never: ask for all of them here.
with_needs() { "$DRACUT_INSTALL" -D "$initdir" -l "$@"; }

as_is() { mkdir -p "\${initdir}\${2%/*}" && cp -L --reflink=auto --preserve=mode,timestamps "$1" "$initdir$2"; }

tree() {
  local source=$1 dest=$2
  shift 2
  mkdir -p "$initdir$dest" &&
    tar -C "$source" --anchored --wildcards "\${@/#/--exclude=./}" -cf - . | tar -C "$initdir$dest" --no-same-owner --keep-directory-symlink -xpf -
}

# What a tree's own programs lack on the host is the tree's business: it is said, but it is no failure.
tree_needs() {
  find "$initdir$1" -type f \\( -perm /0111 -o -name '*.so' -o -name '*.so.*' \\) -print0 |
    xargs -0 -r "$DRACUT_INSTALL" -D "$initdir" -R --
}

install() {
  local failed=
  tree ${quote(stage)} / || failed=1
${inPlace.length > 0 ? `  with_needs -a ${inPlace.map(({ source }) => quote(source)).join(' ')} || failed=1\n` : ''}${elsewhere.map(installFile).join('')}${entries.map(installOther).join('')}${filters.map((dest) => `  rm -rf "$initdir"${quote(dest)}\n`).join('')}  [[ -z $failed ]] || { dfatal "an entry of the manifest could not be installed"; exit 1; }
}
`;
}

function installFile({ source, dest, mode, needs }: Extract<ImageEntry, { kind: 'file' }>): string {
  const install = `  ${needs ? 'with_needs' : 'as_is'} ${quote(source)} ${quote(dest)} || failed=1\n`;
  return mode === undefined ? install : `${install}  chmod ${mode.toString(8)} "$initdir"${quote(dest)} || failed=1\n`;
}

function installOther(entry: ImageEntry): string {
  if (entry.kind === 'slink') {
    const { dest, target } = entry;
    return `  mkdir -p "$initdir"${quote(dirname(dest))} && ln -sfn ${quote(target)} "$initdir"${quote(dest)} || failed=1\n`;
  }
  if (entry.kind === 'tree') {
    const { source, dest, exclude, needs } = entry;
    const copy = `  tree ${[source, dest, ...exclude].map(quote).join(' ')} || failed=1\n`;
    return needs ? `${copy}  tree_needs ${quote(dest)}\n` : copy;
  }
  return '';
}
