// What a release publishes, unpacked.
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packAll } from '../../scripts/lib/packages.mjs';
import { SANDBOX, SELF } from '../helpers/index.js';
import { environment } from '../helpers/rapido.js';

export type Packed = Awaited<ReturnType<typeof packAll>>[number];

export interface Tarball extends Packed {
  /** The directory that it is unpacked in. */
  readonly root: string;
  // biome-ignore lint/suspicious/noExplicitAny: tests say what they expect in it
  readonly packageJson: any;
  /** A file of it, by its path in the package. */
  read(path: string): string;
}

/** Packs the packages of a checkout as a release does, and unpacks them again. */
export async function packUnpacked(name: string, top?: string): Promise<Tarball[]> {
  const to = join(SANDBOX, `tarballs-${name}`);
  const tarballs = await packAll({ to, env: environment(SELF), ...(top === undefined ? {} : { top }) });
  return tarballs.map((packed) => {
    const root = join(to, packed.name);
    mkdirSync(root, { recursive: true });
    execFileSync('tar', ['-xzf', packed.file, '-C', root, '--strip-components=1']);
    const read = (path: string) => readFileSync(join(root, path), 'utf8');
    return { ...packed, root, packageJson: JSON.parse(read('package.json')), read };
  });
}
