import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Manifest } from '@rapido/kit';

/** Where distributions keep glibc's converters of character sets, which are loaded when a program asks for one. */
const GCONV_DIRECTORIES = ['/usr/lib/x86_64-linux-gnu/gconv', '/usr/lib64/gconv', '/usr/lib/gconv'];

/** Adds that of the labels of FAT file systems, without which mkfs.vfat complains, and tests with it. */
export function addCharsets(m: Manifest): void {
  const gconv = GCONV_DIRECTORIES.find((directory) => existsSync(join(directory, 'IBM850.so')));
  if (gconv === undefined) return;
  for (const name of ['IBM850.so', 'gconv-modules', 'gconv-modules.cache']) {
    m.file(join(gconv, name), join(gconv, name), { optional: true });
  }
  m.tree(join(gconv, 'gconv-modules.d'), join(gconv, 'gconv-modules.d'), { optional: true });
}
