import { join, resolve } from 'node:path';
import type { Setting } from '@rapido/kit';
import { RapidoError } from '../errors.js';
import type { Environment } from '../host.js';
import { looksSecret } from './known-names.js';
import type { Candidate } from './layers.js';
import { nearestName } from './nearest-name.js';
import type { Origin } from './types.js';

/** What a name has come to. */
export interface Expanded {
  /** Never empty; absent when unset. A path is absolute, unless it begins with a `~` that could not be expanded. */
  readonly text?: string;
  readonly origin?: Origin;
  readonly note?: string;
  /** The value, or one that it was made from, must not be shown. */
  readonly secret: boolean;
}

export interface Scope {
  readonly candidates: ReadonlyMap<string, readonly Candidate[]>;
  readonly settings: ReadonlyMap<string, Setting>;
  readonly known: ReadonlySet<string>;
  readonly variables: Environment['variables'];
}

/** What values may refer to besides each other, as they could when a shell read rapido.conf. */
const FROM_ENVIRONMENT = ['HOME', 'USER'];

/**
 * Expands the strongest value of every name. An empty one is unset: the default holds, whatever weaker files say. So is
 * one that refers to a known name without a value, with a note. A value that refers to its own name means the next
 * weaker one. Throws CONFIG_UNDEFINED for all references to what nobody knows, CONFIG_VALUE for a circle.
 */
export function expandAll({ candidates, settings, known, variables }: Scope): ReadonlyMap<string, Expanded> {
  const done = new Map<Candidate, Expanded>();
  const active: Candidate[] = [];
  const undefinedNames: string[] = [];
  const isSecret = (name: string) => settings.get(name)?.secret ?? looksSecret(name);

  const expandOnce = (candidate: Candidate): Expanded => {
    const before = done.get(candidate);
    if (before) return before;
    if (active.includes(candidate)) throw circle([...active.slice(active.indexOf(candidate)), candidate]);
    active.push(candidate);
    const value = expand(candidate);
    active.pop();
    done.set(candidate, value);
    return value;
  };

  const expand = (candidate: Candidate): Expanded => {
    const { name, origin } = candidate;
    let text = '';
    let secret = isSecret(name);
    let missing: string | undefined;
    for (const part of candidate.parts) {
      const value = part.kind === 'text' ? { text: part.text, secret: false } : refer(candidate, part.name);
      if (part.kind === 'reference' && value.text === undefined) missing ??= part.name;
      text += value.text ?? '';
      secret ||= value.secret;
    }
    if (text !== '' && missing === undefined) {
      const isPath = settings.get(name)?.type === 'path';
      return { text: isPath ? absolute(text, candidate.base, variables['HOME']) : text, origin, secret };
    }
    const fallback = candidates.get(name)?.find((each) => each.origin.kind === 'default');
    const value: Expanded = fallback && fallback !== candidate ? expandOnce(fallback) : { secret };
    const unset = { ...value, secret: secret || value.secret };
    return missing === undefined ? unset : { origin, ...unset, note: `\${${missing}} has no value` };
  };

  const refer = (from: Candidate, name: string): Pick<Expanded, 'secret'> & { readonly text?: string | undefined } => {
    if (name === 'RAPIDO_DIR') return { text: from.rapidoDir, secret: false };
    const chain = candidates.get(name) ?? [];
    if (name === from.name) {
      const weaker = chain[chain.indexOf(from) + 1];
      const value = weaker ? expandOnce(weaker) : { secret: isSecret(name) };
      return { text: value.text ?? '', secret: value.secret };
    }
    if (chain[0]) return expandOnce(chain[0]);
    if (known.has(name)) return { secret: isSecret(name) };
    if (FROM_ENVIRONMENT.includes(name)) return { text: variables[name] || undefined, secret: false };
    undefinedNames.push(undefinedName(from, name, isSecret(from.name), [...candidates.keys(), ...known]));
    return { text: '', secret: false };
  };

  const expanded = new Map<string, Expanded>();
  for (const name of new Set([...settings.keys(), ...candidates.keys()])) {
    const strongest = candidates.get(name)?.[0];
    expanded.set(name, strongest ? expandOnce(strongest) : { secret: isSecret(name) });
  }
  if (undefinedNames.length > 0) {
    throw new RapidoError('CONFIG_UNDEFINED', undefinedNames.join('\n'), {
      hint: "Correct the name, or assign it. For a $ that is part of the text write \\$, or put the value in '…'.",
    });
  }
  return expanded;
}

/** `~/` is the home directory. Without one, and for `~name/`, the text stays as it is. */
function absolute(text: string, base: string, home: string | undefined): string {
  if (!text.startsWith('~')) return resolve(base, text);
  return home && /^~(\/|$)/.test(text) ? join(home, text.slice(1)) : text;
}

/** A mistyped reference inside a secret may be a piece of it. */
function undefinedName({ name, origin }: Candidate, reference: string, secret: boolean, names: string[]): string {
  if (secret) return `${origin.text}: ${name} refers to a name that is not defined.`;
  const nearest = nearestName(reference, names);
  const meant = nearest === undefined ? '' : ` Did you mean \${${nearest}}?`;
  return `${origin.text}: ${name} refers to \${${reference}}, which is not defined.${meant}`;
}

function circle(candidates: readonly Candidate[]): RapidoError {
  const steps = candidates.map(({ name, origin }) => `${name} (${origin.text})`);
  return new RapidoError('CONFIG_VALUE', `Settings refer to each other in a circle: ${steps.join(' -> ')}.`, {
    hint: 'Give one of them a value that does not refer to the others.',
  });
}
