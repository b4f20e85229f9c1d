import { isSystemError, RapidoError } from '../../errors.js';
import { isThere } from '../../files.js';
import { readImage } from '../../image/record.js';
import { qemuStamp } from './key.js';
import type { StateAbout } from './state-file.js';
import type { StoredState } from './store.js';

/** Why no VM will be restored from this state any more; undefined for one that may be of use. */
export async function stateUselessness({ about, damage }: StoredState): Promise<string | undefined> {
  if (about === undefined) return damage;
  if (!(await isThere(about.kernel.image))) return 'its kernel is gone';
  if ((await imageDigest(about.image.path)) !== about.image.digest) return 'its image is gone, or another one';
  if ((await stampOf(about.qemu)) !== about.qemu.stamp) return 'its QEMU is gone, or another one';
  return undefined;
}

async function imageDigest(path: string): Promise<string | undefined> {
  try {
    return (await readImage(path)).record.digest;
  } catch (error) {
    if (RapidoError.is(error)) return undefined;
    throw error;
  }
}

async function stampOf({ path }: StateAbout['qemu']): Promise<string | undefined> {
  try {
    return await qemuStamp(path);
  } catch (error) {
    if (isSystemError(error, 'ENOENT', 'ENOTDIR')) return undefined;
    throw error;
  }
}
