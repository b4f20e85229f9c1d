/**
 * Makes the function that tells whether a tree leaves a path out, given relative to the tree's root. Patterns are
 * tar(1)'s with --anchored --wildcards: `*` and `?` match slashes too. What lies below a directory that is left out need
 * not be asked for.
 */
export function exclusion(patterns: readonly string[]): (path: string) => boolean {
  if (patterns.length === 0) return () => false;
  const expressions = patterns.map(compiled);
  return (path) => expressions.some((expression) => expression.test(path));
}

/** One of the things that a pattern is made of: an escaped character, a set, a wildcard, or a plain character. */
const PIECE = /\\(.)|\[([!^]?)(\]?(?:\[:\w+:\]|[^\]])*)\]|\*|\?|./gsu;

/** What makes no sense, as the set `[z-a]`, matches nothing. */
function compiled(pattern: string): RegExp {
  try {
    return new RegExp(`^${expressionOf(pattern)}$`, 'su');
  } catch (error) {
    if (error instanceof SyntaxError) return /(?!)/;
    throw error;
  }
}

function expressionOf(pattern: string): string {
  return pattern.replace(PIECE, (piece: string, escaped?: string, not?: string, set?: string) => {
    if (escaped !== undefined) return literal(escaped);
    if (set !== undefined) return `[${not ? '^' : ''}${setOf(set)}]`;
    if (piece === '*') return '.*';
    return piece === '?' ? '.' : literal(piece);
  });
}

const CLASSES: Readonly<Record<string, string>> = {
  alnum: '0-9A-Za-z',
  alpha: 'A-Za-z',
  blank: ' \\t',
  digit: '0-9',
  lower: 'a-z',
  punct: '!-\\/:-@\\[-`\\{-~',
  space: '\\s',
  upper: 'A-Z',
  xdigit: '0-9A-Fa-f',
};

/** What stands in brackets (glob(7)): ranges and classes mean the same in an expression. */
function setOf(set: string): string {
  return set.replace(/\[:(\w+):\]|\\(.)|[\\\][^]/gsu, (piece: string, name?: string, escaped?: string) => {
    if (name !== undefined) return CLASSES[name] ?? '';
    return escaped === '-' ? '\\-' : literal(escaped ?? piece);
  });
}

function literal(character: string): string {
  return character.replace(/[\\^$.*+?()[\]{}|/]/u, '\\$&');
}
