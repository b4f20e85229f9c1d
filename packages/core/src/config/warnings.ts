import { maskedText } from './access.js';
import type { Candidate } from './layers.js';
import { nearestName } from './nearest-name.js';
import type { ConfigEntry } from './types.js';
import { quoteWord } from './words.js';

/** One warning for each assigned name that is not known, unless another value refers to it: then it is a helper. */
export function unknownNames(
  candidates: ReadonlyMap<string, readonly Candidate[]>,
  known: ReadonlySet<string>,
): readonly string[] {
  const helpers = new Set(
    [...candidates.values()]
      .flat()
      .flatMap(({ name, parts }) =>
        parts.flatMap((part) => (part.kind === 'reference' && part.name !== name ? [part.name] : [])),
      ),
  );
  return [...candidates].flatMap(([name, [strongest]]) => {
    const place = strongest?.origin.text;
    if (name === 'RAPIDO_DIR')
      return [`${place}: RAPIDO_DIR is always the directory of the file; this value is ignored.`];
    if (known.has(name) || helpers.has(name)) return [];
    const nearest = nearestName(name, known);
    const meant = nearest === undefined ? '' : ` Did you mean ${nearest}?`;
    return [`${place}: ${name} is not a setting of Rapido or of an installed plugin.${meant}`];
  });
}

/** One warning for all `*_AUTORUN_CMD` keys that are set: they still work, `-x` is what replaced them. */
export function deprecatedCommands(entries: readonly ConfigEntry[]): readonly string[] {
  const set = entries.filter(({ name, text }) => name.endsWith('_AUTORUN_CMD') && text !== undefined);
  if (set.length === 0) return [];
  const lines = set.map(
    (entry) => `\n  ${entry.origin?.text}: ${entry.name}: -x ${quoteWord(maskedText(entry) ?? '')}`,
  );
  return [`Deprecated, though still run; give rapido run the command instead:${lines.join('')}`];
}
