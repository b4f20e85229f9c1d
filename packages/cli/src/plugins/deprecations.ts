import { createHash } from 'node:crypto';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { isSystemError } from '@rapido/core/errors';
import { cacheDirectory, userVariables } from '../process/surroundings.js';
import { isSilent, warn } from '../process/warnings.js';

/** When what was told last, in milliseconds since 1970, by a hash of it. */
type Told = Readonly<Record<string, number>>;

const DAY_MS = 24 * 60 * 60 * 1000;

/**
 * Prints a warning, unless the same one has been printed within a day; nothing with `--json`. Where the user's cache
 * cannot be written, it is printed each time.
 */
export async function tellOnceADay(text: string, now = Date.now()): Promise<void> {
  if (isSilent()) return;
  const file = join(cacheDirectory(userVariables()), 'told.json');
  const told = await readTold(file);
  const key = createHash('sha256').update(text).digest('hex').slice(0, 16);
  if (isRecent(told[key], now)) return;
  warn(text);
  await writeTold(file, {
    ...Object.fromEntries(Object.entries(told).filter(([, at]) => isRecent(at, now))),
    [key]: now,
  });
}

/** A clock may have been set back. */
function isRecent(at: number | undefined, now: number): boolean {
  return at !== undefined && at <= now && now - at < DAY_MS;
}

async function readTold(file: string): Promise<Told> {
  try {
    const told = JSON.parse(await readFile(file, 'utf8'));
    return typeof told === 'object' && told !== null ? told : {};
  } catch {
    return {};
  }
}

/** What keeps the user's cache from being written. */
const NOT_WRITTEN = 'EACCES EPERM EROFS ENOSPC EDQUOT ENOTDIR ENOENT EISDIR EEXIST ELOOP'.split(' ');

async function writeTold(file: string, told: Told): Promise<void> {
  const aside = `${file}.${process.pid}`;
  try {
    await mkdir(dirname(file), { recursive: true, mode: 0o700 });
    await writeFile(aside, JSON.stringify(told), { mode: 0o600 });
    await rename(aside, file);
  } catch (error) {
    if (!isSystemError(error, ...NOT_WRITTEN)) throw error;
    await rm(aside, { force: true }).catch(() => {});
  }
}
