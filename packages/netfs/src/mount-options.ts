import type { Problem } from '@rapido/kit';

/** What mount(8) takes no options with; in a map of automount(8) the rest would be a line of its own. */
export function mountOptionProblems(setting: string, options = ''): readonly Problem[] {
  const control = /[\x00-\x1f\x7f]/.exec(options)?.[0];
  if (control === undefined) return [];
  const code = control.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0');
  const message = `${setting}: no mount option has the character U+${code} in it`;
  return [{ kind: 'usage', message, fix: 'Put commas between options, in one line.' }];
}
