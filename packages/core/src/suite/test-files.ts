import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join, posix } from 'node:path';
import { isSystemError } from '../errors.js';
import { onHost } from '../process/index.js';
import type { Attempt } from './test-log.js';
import type { SuiteFile } from './vm-session.js';

/** Where what a VM's suite leaves belongs in the bundle. */
export interface FilePlace {
  readonly bundle: string;
  /** The VM's directory below the bundle; empty for the bundle itself. */
  readonly logs: string;
  /** Something is odd about a file. */
  warn(text: string): void;
}

/** Keeps the files that come from a VM, each written aside and renamed, one after the other. */
export class TestFiles {
  readonly #place: FilePlace;
  #written: Promise<void> = Promise.resolve();

  constructor(place: FilePlace) {
    this.#place = place;
  }

  /** Keeps a file, for the one of `attempts` at tests that it is of, and returns that; the last ones are the likeliest. */
  keep(file: SuiteFile, attempts: readonly Attempt[]): Attempt | undefined {
    const path = posix.normalize(posix.join('/', file.path)).slice(1);
    const attempt = ownerOf(path, attempts);
    const stored = attempt
      ? posix.join('tests', ...(attempt.number === 1 ? [] : [`attempt-${attempt.number}`]), path)
      : posix.join(this.#place.logs, 'tests', path);
    if (attempt && !attempt.files.includes(stored)) attempt.files.push(stored);
    this.#written = this.#written.then(() => this.#write(stored, file));
    this.#written.catch(() => {}); // `end` tells of it
    return attempt;
  }

  /** Resolves when all files are where they belong. Rejects where the host could not keep one. */
  async end(): Promise<void> {
    await this.#written;
  }

  async #write(stored: string, { data, path }: SuiteFile): Promise<void> {
    const target = join(this.#place.bundle, stored);
    const aside = join(dirname(target), `.${basename(target).slice(0, 100)}.tmp`);
    try {
      await mkdir(dirname(target), { recursive: true, mode: 0o700 });
      await writeFile(aside, data, { mode: 0o600 });
      await rename(aside, target);
    } catch (error) {
      await rm(aside, { force: true }).catch(() => {}); // it was not there
      // The guest chooses the names: one that this file system does not take is not the host's fault.
      if (!isSystemError(error, 'ENAMETOOLONG', 'EISDIR', 'ENOTDIR', 'EEXIST', 'ENOTEMPTY', 'EINVAL')) {
        await onHost(`Writing ${target}`, () => Promise.reject(error));
      } else {
        this.#place.warn(`The suite's file ${JSON.stringify(path)} could not be kept: ${error.message}`);
      }
    }
  }
}

/** A test's files are called after it, and lie below a directory called after its condition, if it has one. */
function ownerOf(path: string, attempts: readonly Attempt[]): Attempt | undefined {
  const padded = `/${path}`;
  let likeliest: Attempt | undefined;
  for (let at = attempts.length - 1; at >= 0; at--) {
    const attempt = attempts[at];
    if (attempt === undefined || !isCalledAfter(padded, attempt.id.name)) continue;
    const { condition } = attempt.id;
    if (condition !== undefined && directoriesOf(condition).some((name) => padded.startsWith(`/${name}/`)))
      return attempt;
    likeliest ??= attempt;
    if (condition === undefined) break;
  }
  return likeliest;
}

/** xfstests calls it after the section; blktests after the devices, or `nodev`, and the condition, joined by `_`. */
function directoriesOf(condition: string): readonly string[] {
  const plain = condition.replace(/[ =]/g, '_');
  return [plain, `nodev_${plain}`];
}

function isCalledAfter(padded: string, name: string): boolean {
  const at = padded.indexOf(name);
  return at > 0 && padded[at - 1] === '/' && !/\w/.test(padded[at + name.length] ?? '');
}
