import { basename } from 'node:path';
import { RapidoError } from '@rapido/core/errors';

/** What a new cut and its package are called. */
export interface NewNames {
  /** Of the cut: `hello`. */
  readonly cut: string;
  /** Of its package, with scope: `@acme/cut-hello`. */
  readonly package: string;
  /** Of the directory that the package gets unless another is named. */
  readonly directory: string;
  /** Of the constant that holds the definition. */
  readonly identifier: string;
  /** Of its first setting. */
  readonly setting: string;
}

/** More, and a line of the templates would be too long for the formatter of the package. */
const MOST_LETTERS = 39;

/** npm takes 214 letters for the whole name of a package. */
const LONGEST_SCOPE = 150;

/**
 * What `word` asks for: `hello`, for which the package gets a scope, or the name of a package, `@acme/cut-hello` or `@acme/hello`.
 * Throws USAGE for a name that no cut or no package can have.
 */
export function newNames(word: string, scope: string): NewNames {
  const [, given, base] = /^(@[^/]*)\/(.*)$/.exec(word) ?? [undefined, undefined, word];
  const cut = base?.replace(/^(rapido-)?cut-/, '') ?? '';
  if (!/^[a-z0-9]+(-[a-z0-9]+)*$/.test(cut) || cut.length > MOST_LETTERS) {
    throw new RapidoError('USAGE', `A cut cannot be called "${cut}".`, {
      hint: `Names are of a-z, 0-9 and single hyphens, ${MOST_LETTERS} letters at most, as "zram-ext4".`,
    });
  }
  const name = given === undefined ? `${checkScope(scope)}/cut-${cut}` : `${checkScope(given)}/${base}`;
  const identifier = /^\d/.test(cut) ? `cut-${cut}` : `${cut}-cut`;
  return {
    cut,
    package: name,
    directory: basename(name),
    identifier: identifier.replace(/-(.)/g, (_, letter: string) => letter.toUpperCase()),
    setting: `${/^\d/.test(cut) ? 'CUT_' : ''}${cut.toUpperCase().replaceAll('-', '_')}_GREETING`,
  };
}

/** A scope with its @; throws USAGE for what npm would not take. */
function checkScope(scope: string): string {
  const name = scope.replace(/^@/, '');
  if (/^[a-z0-9][a-z0-9._-]*$/.test(name) && name.length <= LONGEST_SCOPE) return `@${name}`;
  throw new RapidoError('USAGE', `"${scope}" is no scope of packages.`, {
    hint: 'It is your name on the registry, or that of your organisation, in small letters: --scope acme',
  });
}
