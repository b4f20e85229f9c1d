import { constants } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import { delimiter, join } from 'node:path';

const SBIN = ['/usr/local/sbin', '/usr/sbin', '/sbin'];
const FALLBACK_PATH = '/usr/local/bin:/usr/bin:/bin';

/** The directories that programs are looked for in: PATH, then those that an ordinary user's PATH lacks. */
export function programPath(variables: Readonly<Record<string, string | undefined>>): string[] {
  const path = (variables['PATH'] || FALLBACK_PATH).split(delimiter).filter((dir) => dir.startsWith('/'));
  return [...new Set([...path, ...SBIN])];
}

/** Absolute path of a program, or undefined where there is none. A name with a slash is only checked. */
export async function findProgram(
  name: string,
  variables: Readonly<Record<string, string | undefined>>,
): Promise<string | undefined> {
  const candidates = name.includes('/') ? [name] : programPath(variables).map((dir) => join(dir, name));
  for (const candidate of candidates) if (await isProgram(candidate)) return candidate;
  return undefined;
}

async function isProgram(path: string): Promise<boolean> {
  try {
    await access(path, constants.X_OK);
    return (await stat(path)).isFile();
  } catch {
    return false;
  }
}
