import { dirname, resolve } from 'node:path';
import { RapidoError } from '../errors.js';
import { Fault } from './fault.js';
import { FEST_KINDS } from './fest-kinds.js';
import { festLine } from './fest-line.js';
import { type Expand, splitWords, type Word } from './fest-words.js';
import type { Bounds, SourceBase } from './paths.js';
import type { FestItem } from './types.js';

export interface FestOptions {
  /** Path of the file, for errors and `from`; relative sources start from its directory. */
  readonly file: string;
  /** Value of `${NAME}`; undefined where it has none. */
  readonly expand: Expand;
  /** The package whose entries these are, where they are a package's. */
  readonly bounds?: Bounds;
}

/**
 * Reads the text form of a manifest (docs/manifest.md). Includes are not followed: they are items at their place.
 * Throws one RapidoError MANIFEST_SYNTAX with every faulty line of the text.
 */
export function parseFest(text: string, { file, expand, bounds }: FestOptions): FestItem[] {
  const dir = dirname(resolve(file));
  const faults: string[] = [];
  const baseOf = (from: string): SourceBase => ({
    dir,
    ...(bounds && { bounds: { ...bounds, report: (fault) => bounds.report(`${from}: ${fault}`) } }),
  });
  const items = text.split('\n').flatMap((line, index) => {
    const from = `${file}:${index + 1}`;
    try {
      const [kind, ...words] = splitWords(line);
      return kind ? readLine(kind, words, { from, base: baseOf(from), expand }) : [];
    } catch (error) {
      if (!(error instanceof Fault)) throw error;
      faults.push(`${from}: ${error.message}`);
      return [];
    }
  });
  if (faults.length > 0) {
    throw new RapidoError('MANIFEST_SYNTAX', faults.join('\n'), {
      hint: 'docs/manifest.md says how manifests are written.',
    });
  }
  return items;
}

function readLine(
  { key, body, quote }: Word,
  words: readonly Word[],
  where: { readonly from: string; readonly base: SourceBase; readonly expand: Expand },
): readonly FestItem[] {
  const kind = key === undefined && quote === '' && Object.hasOwn(FEST_KINDS, body) ? FEST_KINDS[body] : undefined;
  if (!kind) throw new Fault(`a line begins with one of ${Object.keys(FEST_KINDS).join(', ')}`);
  try {
    return kind.read(festLine(words, where));
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    throw new Fault(`${error.message} (${kind.usage})`);
  }
}
