const SUFFIX = /\.ko(\.gz|\.xz|\.zst)?$/;

/** The file name of a module, compressed or not. */
export function isModuleFile(path: string): boolean {
  return SUFFIX.test(path);
}

/** The name of the module in a file, as the kernel shows it. */
export function moduleName(path: string): string {
  const file = path.slice(path.lastIndexOf('/') + 1);
  const suffix = file.lastIndexOf('.ko');
  return plainName(suffix < 0 ? file : file.slice(0, suffix));
}

/** `-` and `_` are the same in names of modules (modprobe(8)). */
export function plainName(name: string): string {
  return name.replaceAll('-', '_');
}

/**
 * The lines of a build tree's or an installed `modules.order` as paths below `lib/modules/RELEASE`. A tree says
 * `fs/xfs/xfs.o` since Linux 6.3, `fs/xfs/xfs.ko` before, and once, as when installed, `kernel/fs/xfs/xfs.ko`.
 */
export function orderedModules(text: string): string[] {
  const paths = lines(text);
  const prefixed = paths.every((path) => path.startsWith('kernel/') && path.endsWith('.ko'));
  return prefixed ? paths : paths.map((path) => `kernel/${path.replace(/\.o$/, '.ko')}`);
}

/** Where a `modules.order`, be it a tree's or an installed one, has a module with this path below `lib/modules/RELEASE`. */
export function placeInOrder(text: string, path: string): number {
  const stem = path.replace(/^kernel\//, '').replace(/ko(\.\w+)?$/, '');
  for (let at = text.indexOf(stem); at >= 0; at = text.indexOf(stem, at + 1)) {
    const line = text.lastIndexOf('\n', at) + 1;
    if (line === at || text.slice(line, at) === 'kernel/') return at;
  }
  return Number.POSITIVE_INFINITY;
}

export function lines(text: string): string[] {
  return text.split('\n').filter((line) => line !== '');
}
