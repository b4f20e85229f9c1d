import type { Config } from '../config/types.js';
import { Fault } from './fault.js';
import type { Expand } from './fest-words.js';

/** `${NAME}` of a manifest by the settings; a secret is refused, since no image may hold it. */
export function settingExpander({ entries }: Pick<Config, 'entries'>): Expand {
  return (name) => {
    const entry = Object.hasOwn(entries, name) ? entries[name] : undefined;
    if (entry?.setting.secret) throw new Fault(`\${${name}} is secret, which no manifest may hold`);
    return entry?.text;
  };
}
