import type { Document, Node } from 'yaml';
import { RapidoError } from '../errors.js';
import { type Assignment, literal, type Part, template } from './assignment.js';
import { quoteWord } from './words.js';

/**
 * Reads a flat map of KEY to text, number, truth value or list of these, from YAML or its subset JSON. With `section`
 * the map is that key's value, and undefined is returned where there is none. Numbers keep the form they are written
 * in (`6.10`); null is an empty value; a list is what its words would be in rapido.conf. `$schema` is for editors, and left out.
 */
export async function parseData(text: string, file: string, section?: string): Promise<Assignment[] | undefined> {
  const { isAlias, isMap, isScalar, isSeq, LineCounter, parseDocument } = await import('yaml');
  const lines = new LineCounter();
  const document: Document.Parsed = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const lineOf = (node: Node | null | undefined) => (node?.range ? lines.linePos(node.range[0]).line : undefined);
  const refuse = (what: string, line?: number) =>
    // The library's own message may quote the file, so only its code is told: values may be secret.
    new RapidoError('CONFIG_SYNTAX', `${file}${line === undefined ? '' : `:${line}`}: ${what}.`, {
      hint: 'Settings are a flat map of KEY to text, number, true, false or a list of these.',
    });

  const [error] = document.errors;
  if (error) throw refuse(`not valid (${error.code})`, lines.linePos(error.pos[0]).line);
  const whole: unknown = document.contents;
  if (section !== undefined && !isMap(whole)) return undefined;
  const root = section !== undefined && isMap(whole) ? whole.get(section, true) : whole;
  if (root === undefined && section !== undefined) return undefined;
  if (root === null || (isScalar(root) && root.value === null)) return [];
  if (!isMap<Node, Node | null>(root)) throw refuse('not a map of settings', lineOf(document.contents));

  const scalarText = (node: unknown): string | undefined => {
    const scalar = isAlias(node) ? node.resolve(document) : node;
    if (scalar === null) return '';
    if (!isScalar(scalar)) return undefined;
    if (scalar.value === null) return '';
    return typeof scalar.value === 'string' ? scalar.value : (scalar.source ?? String(scalar.value));
  };

  return root.items.flatMap(({ key, value }) => {
    const name = scalarText(key) ?? '';
    if (name === '$schema') return [];
    const line = lineOf(key);
    const items = isSeq(value) ? value.items.map(scalarText) : [scalarText(value)];
    if (items.includes(undefined)) throw refuse(`the value of ${name} is neither text nor a list of texts`, line);
    const parts = isSeq(value) ? wordParts(items as string[]) : template(items[0] ?? '');
    return [{ name, parts, ...(line === undefined ? {} : { line }) }];
  });
}

/** The words of a list as they would be written in rapido.conf: quoted where a shell would split or read them. */
function wordParts(words: readonly string[]): Part[] {
  return words.flatMap((word, index) => [...literal(index === 0 ? '' : ' '), ...template(quoteWord(word))]);
}
