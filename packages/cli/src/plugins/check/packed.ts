import { normalize } from 'node:path/posix';

/** Whether npm packs a path, or a whole directory, of a package whose package.json has these `files`. */
export function isPacked(files: readonly string[], path: string): boolean {
  const wanted = clean(path);
  // As npm: the last one that speaks of it counts.
  const last = files.findLast((pattern) => covers(clean(pattern.replace(/^!/, '')), wanted));
  return last !== undefined && !last.startsWith('!');
}

/** A pattern covers what it matches, and all that is below that. */
function covers(pattern: string, path: string): boolean {
  return pattern === '' || new RegExp(`^${expressionOf(pattern)}(/|$)`).test(path);
}

function expressionOf(pattern: string): string {
  const words: Readonly<Record<string, string>> = { '**/': '(.*/)?', '**': '.*', '*': '[^/]*', '?': '[^/]' };
  return pattern
    .split(/(\*\*\/|\*\*|\*|\?)/)
    .map((part) => words[part] ?? part.replaceAll(/[.+^${}()|[\]\\]/g, '\\$&'))
    .join('');
}

/** Without what says only that all of a directory is meant. */
function clean(path: string): string {
  return normalize(path)
    .replace(/^\.?\//, '')
    .replace(/(^|\/)(\*\*(\/\*)?|\*)?$/, '')
    .replace(/^\.$/, '');
}
