/** Bytes of `sun_path` (unix(7)). */
const WHOLE = 108;

/**
 * An abstract unix socket's path, for `net`. Its name is filled up with NUL bytes: they are part of it, and older versions of
 * Node add them where newer ones do not, but a lock must be one name for all.
 */
export function abstractSocket(name: string): string {
  return `\0${name}`.padEnd(WHOLE, '\0');
}
