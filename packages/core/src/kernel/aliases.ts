/** Which modules have a name as an alias. */
export type AliasLookup = (name: string) => readonly string[];

/**
 * Looks names up in lines of modules.alias, `alias PATTERN MODULE`, with patterns as of fnmatch(3). Most of tens of
 * thousands of patterns are never looked at closely: those that begin with another letter.
 */
export function aliasLookup(text: string): AliasLookup {
  const found = new Map<string, readonly string[]>();
  return (asked) => {
    const name = asked.replaceAll('-', '_');
    const known = found.get(name) ?? matching(text, name);
    found.set(name, known);
    return known;
  };
}

function matching(text: string, name: string): string[] {
  const modules = new Set<string>();
  for (const [, pattern = '', module = ''] of text.matchAll(linesLike(name))) {
    const plain = pattern.slice(0, pattern.search(SPECIAL)).replaceAll('-', '_');
    if (name.startsWith(plain) && globRegExp(pattern).test(name)) modules.add(module.replaceAll('-', '_'));
  }
  return [...modules];
}

/** What ends the part of a pattern that stands for itself; the pattern's end does too. */
const SPECIAL = /[*?[\\]|$/;

/** Lines with a pattern that begins as `name` does, or with a special character. */
function linesLike(name: string): RegExp {
  const first = name.slice(0, 1);
  const beginning = first === '_' ? '[-_*?[\\\\]' : `(?:${literal(first)}|[*?[\\\\])`;
  return new RegExp(`^alias (${beginning}\\S*) (\\S+)$`, 'gm');
}

const SET = /\[(!?)((?:\]|[^\]])[^\]]*)\]/;
const TOKEN = new RegExp(`${SET.source}|\\\\(.)|[^]`, 'g');

/** The pattern as a regular expression. Outside of sets `-` is `_`, as in the names that it is compared with. */
function globRegExp(pattern: string): RegExp {
  const source = pattern.replace(TOKEN, (token, not?: string, set?: string, escaped?: string) => {
    if (set !== undefined) return `[${not ? '^' : ''}${set.replace(/[\\\]^]/g, '\\$&')}]`;
    if (escaped === undefined && token === '*') return '.*';
    if (escaped === undefined && token === '?') return '.';
    return literal((escaped ?? token).replace('-', '_'));
  });
  return new RegExp(`^${source}$`, 's');
}

function literal(character: string): string {
  return character.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
