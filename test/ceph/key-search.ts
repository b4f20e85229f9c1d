// Looks for a key of Ceph wherever it must not be.
import { filesHaving } from '../helpers/secrets.js';

/** How a key may be written: as keyrings have it, and the very bytes of the secret, which begin after 12 others. */
export function formsOf(key: string): Buffer[] {
  const secret = Buffer.from(key, 'base64').subarray(12);
  return [Buffer.from(key), secret, Buffer.from(secret.toString('hex')), Buffer.from(secret.toString('base64'))];
}

/** Files of this test file's programs that have the key in them, packed or not; but not those below `except`. */
export function filesWith(key: string, except: string): string[] {
  return filesHaving(formsOf(key), except);
}
