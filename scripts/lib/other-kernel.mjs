// A second distribution kernel for the tests: Debian's 6.12 for clouds.
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { download, must, outputOf, unpack, unpackedDirectory } from './unpacked.mjs';

const PACKAGE = 'linux-image-6.12-cloud-amd64';

/** What a root directory would hold of it: `boot/vmlinuz-RELEASE` and `lib/modules/RELEASE`. */
export const OTHER_KERNEL = unpackedDirectory(PACKAGE);

/** Fetches it, once. Resolves with whether there was anything to do. */
export function fetchOtherKernel() {
  return unpack(
    PACKAGE,
    (directory) => download(imageOf(PACKAGE), directory),
    async (root) => {
      const [release] = readdirSync(join(root, 'lib/modules'));
      await must(['depmod', '-b', root, release]);
    },
  );
}

/** What the meta package stands for today. */
function imageOf(meta) {
  return /Depends: (linux-image-\S+)/.exec(outputOf('apt-cache', 'depends', meta))?.[1] ?? meta;
}
