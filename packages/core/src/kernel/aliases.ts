/** Which modules have a name as an alias (modules.alias, and the aliases of what is built in). */
export type AliasLookup = (name: string) => readonly string[];

interface Glob {
  readonly prefix: string;
  readonly pattern: string;
  readonly module: string;
}

/** Reads pairs of a pattern as of fnmatch(3) and the module that it stands for. */
export function aliasLookup(pairs: Iterable<readonly [pattern: string, module: string]>): AliasLookup {
  const exact = new Map<string, string[]>();
  const globs: Glob[] = [];
  for (const [pattern, module] of pairs) {
    const special = pattern.search(/[*?[\\]/);
    if (special >= 0) globs.push({ prefix: pattern.slice(0, special).replaceAll('-', '_'), pattern, module });
    else add(exact, pattern.replaceAll('-', '_'), module);
  }
  return (asked) => {
    const name = asked.replaceAll('-', '_');
    const matching = globs.filter(({ prefix, pattern }) => name.startsWith(prefix) && globRegExp(pattern).test(name));
    return [...new Set([...(exact.get(name) ?? []), ...matching.map(({ module }) => module)])];
  };
}

function add(map: Map<string, string[]>, key: string, value: string): void {
  const values = map.get(key);
  if (values) values.push(value);
  else map.set(key, [value]);
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
