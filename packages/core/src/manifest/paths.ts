import { isAbsolute, posix, resolve } from 'node:path';
import { Fault } from './fault.js';
import { placeOutside } from './outside.js';

/** A destination in the guest without `.`, doubled or trailing slashes. Throws a Fault when it is relative or has a `..`. */
export function guestPath(dest: string): string {
  const shown = JSON.stringify(dest);
  if (!dest.startsWith('/')) throw new Fault(`the destination ${shown} is not an absolute path`);
  if (dest.split('/').includes('..')) throw new Fault(`the destination ${shown} must do without ".."`);
  if (dest.includes('\0')) throw new Fault(`the destination ${shown} holds a NUL character`);
  return posix.normalize(`/${dest}`).replace(/(?<=.)\/$/, '');
}

/** What relative sources start from, and what they are bound to. */
export interface SourceBase {
  readonly dir: string;
  /** Absent for what is the user's own, who may name any file. */
  readonly bounds?: Bounds;
}

/** A package: no relative source of its entries leads out of it, and its scripts lie in it. */
export interface Bounds {
  readonly root: string;
  /** Gets to know, in words, of each source that does. */
  report(fault: string): void;
}

/** A source on the host, made absolute against `base`. */
export function hostPath({ dir, bounds }: SourceBase, source: string): string {
  if (source === '' || source.includes('\0')) throw new Fault(`${JSON.stringify(source)} is not a path`);
  const path = resolve(dir, source);
  // What stands in a file of the host that is named by its absolute path starts from there.
  if (bounds && !isAbsolute(source) && placeOutside(bounds.root, dir) === undefined) checkBounds(bounds, source, path);
  return path;
}

/** The same of a script that the guest runs: however it is named, it lies in its package. */
export function scriptPath({ dir, bounds }: SourceBase, source: string): string {
  const path = hostPath({ dir }, source);
  if (bounds) checkBounds(bounds, source, path);
  return path;
}

function checkBounds({ root, report }: Bounds, source: string, path: string): void {
  const place = placeOutside(root, path);
  if (place === undefined) return;
  const where = place === source ? 'lies' : `is ${place},`;
  report(`${source} ${where} outside of the package ${root}`);
}

/** A program's or a library's name as it is, or with a slash in it its path, made absolute against `base`. */
export function programSource(base: SourceBase, name: string): string {
  return name.includes('/') || name === '' ? hostPath(base, name) : name;
}

/** A module's name as it is, or the path of a `.ko`, made absolute against `base`. */
export function moduleSource(base: SourceBase, name: string): string {
  return name.includes('/') || name === '' || /\.ko(\.(gz|xz|zst))?$/.test(name) ? hostPath(base, name) : name;
}

/** A file mode, as the number that `chmod` takes. */
export function fileMode(mode: number): number {
  if (Number.isInteger(mode) && mode >= 0 && mode <= 0o7777) return mode;
  throw new Fault(`${mode} is not a file mode`);
}
