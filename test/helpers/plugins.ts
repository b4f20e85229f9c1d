import { fileURLToPath } from 'node:url';
import { expect } from 'vitest';
import { rapido } from './rapido.js';
import { SELF, type User } from './user.js';

/** Links plugins of the checkout that are not bundled, as `cut-fstests`, in the test file's home directory; asks no registry. */
export async function linkPlugins(names: readonly string[], user: User = SELF): Promise<void> {
  for (const name of names) {
    const directory = fileURLToPath(new URL(`../../packages/${name}`, import.meta.url));
    const { status, stderr } = await rapido(['plugins', 'link', directory], { user });
    expect(status, stderr).toBe(0);
  }
}
