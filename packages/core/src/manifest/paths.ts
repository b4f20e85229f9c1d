import { posix, resolve } from 'node:path';
import { Fault } from './fault.js';

/** A destination in the guest without `.`, doubled or trailing slashes. Throws a Fault when it is relative or has a `..`. */
export function guestPath(dest: string): string {
  const shown = JSON.stringify(dest);
  if (!dest.startsWith('/')) throw new Fault(`the destination ${shown} is not an absolute path`);
  if (dest.split('/').includes('..')) throw new Fault(`the destination ${shown} must do without ".."`);
  if (dest.includes('\0')) throw new Fault(`the destination ${shown} holds a NUL character`);
  return posix.normalize(`/${dest}`).replace(/(?<=.)\/$/, '');
}

/** A source on the host, made absolute against `base`. */
export function hostPath(base: string, source: string): string {
  if (source === '' || source.includes('\0')) throw new Fault(`${JSON.stringify(source)} is not a path`);
  return resolve(base, source);
}

/** A program's or a library's name as it is, or with a slash in it its path, made absolute against `base`. */
export function programSource(base: string, name: string): string {
  return name.includes('/') || name === '' ? hostPath(base, name) : name;
}

/** A module's name as it is, or the path of a `.ko`, made absolute against `base`. */
export function moduleSource(base: string, name: string): string {
  return name.includes('/') || name === '' || /\.ko(\.(gz|xz|zst))?$/.test(name) ? hostPath(base, name) : name;
}

/** A file mode, as the number that `chmod` takes. */
export function fileMode(mode: number): number {
  if (Number.isInteger(mode) && mode >= 0 && mode <= 0o7777) return mode;
  throw new Fault(`${mode} is not a file mode`);
}
