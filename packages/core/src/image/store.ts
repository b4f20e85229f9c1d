import { lstat, readlink, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type Config, textOf } from '../config/index.js';
import { isSystemError, RapidoError } from '../errors.js';
import { isThere, namesIn, statOf } from '../files.js';
import type { Environment } from '../host.js';
import { staleAsides } from '../process/index.js';
import { isImage, readImage } from './record.js';
import type { Image } from './types.js';

const LATEST = 'myinitrd';

/** Directory of this project's images: `initrds` beside the project's configuration file, else in the cache. */
export function imagesDir(config: Config, environment: Environment): string {
  return config.projectFile === undefined
    ? join(environment.dirs.cache, 'images')
    : join(dirname(config.projectFile), 'initrds');
}

/** Where the image of a cut goes: DRACUT_OUT, where it is set, holds whichever was cut last. */
export function defaultImagePath(config: Config, environment: Environment, cut: string): string {
  return textOf(config, 'DRACUT_OUT') ?? join(imagesDir(config, environment), `${cut}.img`);
}

/** The image that a bare `rapido boot` boots. */
export function latestImage(config: Config, environment: Environment): string {
  return textOf(config, 'DRACUT_OUT') ?? join(imagesDir(config, environment), LATEST);
}

/** The link that tells of the last image cut, for one among this project's images; one elsewhere is booted by its path. */
export function latestLink(config: Config, environment: Environment, image: string): string | undefined {
  const link = join(imagesDir(config, environment), LATEST);
  return dirname(image) === dirname(link) && image !== link ? link : undefined;
}

export interface StoredImage {
  readonly path: string;
  /** Size of the file, in bytes, and when it was written. */
  readonly bytes: number;
  readonly modified: string;
  /** The one that a bare `rapido boot` boots. */
  readonly latest: boolean;
  /** Absent: it cannot be read as an image, for the reason given. */
  readonly record?: Image['record'];
  readonly damage?: string;
  /** It is none of ours, only called like one. */
  readonly foreign?: true;
}

/** This project's images, newest first. */
export async function listImages(config: Config, environment: Environment): Promise<StoredImage[]> {
  const dir = imagesDir(config, environment);
  const latest = await linkTarget(join(dir, LATEST));
  const names = (await namesIn(dir)).filter((name) => name.endsWith('.img') && !name.startsWith('.'));
  const images = await Promise.all(names.map((name) => describeImage(join(dir, name), name === latest)));
  return images.flat().sort((a, b) => b.modified.localeCompare(a.modified));
}

/**
 * Removes images of ours that no boot can use any more (damaged, or of a kernel that is not `usable`), or all of them; and
 * what crashes have left half-written. Returns what it removed, or would.
 */
export async function collectImages(
  config: Config,
  environment: Environment,
  options: { readonly usable: (image: StoredImage) => boolean; readonly dryRun: boolean },
): Promise<{ readonly path: string; readonly bytes: number; readonly reason: string }[]> {
  const dir = imagesDir(config, environment);
  const images = (await listImages(config, environment)).filter((image) => !image.foreign && !options.usable(image));
  const doomed = images.map(({ path, bytes, damage }) => ({
    path,
    bytes,
    reason: damage ?? 'its kernel is gone',
  }));
  for (const path of await staleAsides(dir)) {
    doomed.push({ path, bytes: (await lstat(path)).size, reason: 'left by a crash' });
  }
  if (!options.dryRun) {
    for (const { path } of doomed) await rm(path, { force: true });
    const link = join(dir, LATEST);
    if ((await linkTarget(link)) !== undefined && !(await isThere(link))) await rm(link);
  }
  return doomed;
}

/** Nothing for what is no file, or has just been removed. */
async function describeImage(path: string, latest: boolean): Promise<StoredImage[]> {
  const found = await statOf(path);
  if (!found?.isFile()) return [];
  const known = { path, bytes: found.size, modified: found.mtime.toISOString(), latest };
  try {
    return [{ ...known, record: (await readImage(path)).record }];
  } catch (error) {
    if (!RapidoError.is(error)) throw error;
    return [{ ...known, damage: error.message, ...((await isImage(path)) ? {} : { foreign: true }) }];
  }
}

/** Where a symbolic link points; undefined for what is none. */
export async function linkTarget(path: string): Promise<string | undefined> {
  try {
    return await readlink(path);
  } catch (error) {
    if (isSystemError(error, 'ENOENT', 'EINVAL')) return undefined;
    throw error;
  }
}
