import { plainLine } from './plain.js';

/** Text that is HTML already. */
export interface Html {
  readonly html: string;
}

/** What may stand in a template: text is escaped, nothing is left out. */
export type Part = Html | string | number | undefined | false | readonly Part[];

/** HTML of a template: whatever is put in is escaped, but for what is HTML already. */
export function html(strings: TemplateStringsArray, ...parts: readonly Part[]): Html {
  return { html: strings.map((string, i) => string + htmlOf(parts[i])).join('') };
}

/** Lines of a file as the content of a `pre`. */
export function preText(text: string): string {
  return text.split('\n').map(plainLine).join('\n');
}

function htmlOf(part: Part): string {
  if (part === undefined || part === false) return '';
  if (typeof part === 'string') return escaped(part);
  if (typeof part === 'number') return String(part);
  return 'html' in part ? part.html : part.map(htmlOf).join('');
}

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
