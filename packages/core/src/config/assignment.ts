/** A piece of a value: text as it is, or `${name}`, which is replaced when everything has been merged. */
export type Part =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'reference'; readonly name: string };

/** `KEY=value`, as it stands in a file, in the environment or on the command line. */
export interface Assignment {
  readonly name: string;
  readonly parts: readonly Part[];
  /** Where it begins in its file, from 1. */
  readonly line?: number;
}

/** A value in which nothing refers to anything. */
export function literal(text: string): Part[] {
  return text === '' ? [] : [{ kind: 'text', text }];
}

/**
 * A value outside rapido.conf (JSON, YAML, environment, `--set`): only `${NAME}` refers, and `\${NAME}` is the text
 * `${NAME}`; every other character stands for itself.
 */
export function template(text: string): Part[] {
  const parts: Part[] = [];
  let at = 0;
  for (const match of text.matchAll(/(\\?)\$\{([A-Za-z_][A-Za-z0-9_]*)\}/g)) {
    const [whole, backslash, name = ''] = match;
    parts.push(...literal(text.slice(at, match.index)));
    parts.push(backslash ? { kind: 'text', text: whole.slice(1) } : { kind: 'reference', name });
    at = match.index + whole.length;
  }
  return [...parts, ...literal(text.slice(at))];
}
