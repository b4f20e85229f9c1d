import { readFileSync } from 'node:fs';
import type { Problem } from '@rapido/kit';

/** Lines for smb.conf, or why there are none. */
export interface ExtraLines {
  readonly text: string;
  readonly problems: readonly Problem[];
}

const FIX = 'It is lines of smb.conf, as `server signing = mandatory`, or the absolute path of a file with such lines.';

/** What SAMBA_CONF_EXTRA says: a line of smb.conf never begins with a slash, so that is a file. */
export function extraLines(value = ''): ExtraLines {
  try {
    const text = value.startsWith('/') ? readFileSync(value, 'utf8') : value.replaceAll('\\n', '\n');
    return { text, problems: lineProblems(text) };
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const why = code === 'ENOENT' ? 'is not there' : `cannot be read: ${message}`;
    return { text: '', problems: [{ kind: 'usage', message: `SAMBA_CONF_EXTRA: ${value} ${why}`, fix: FIX }] };
  }
}

/** Samba and testparm pass over these without a word. */
function lineProblems(text: string): readonly Problem[] {
  const lines = text.replaceAll('\\\n', ' ').split('\n');
  const lost = lines.filter((line) => !/^\s*(?:[#;[].*)?$/.test(line) && !line.includes('='));
  return lost.map((line) => ({ kind: 'usage', message: `SAMBA_CONF_EXTRA: no = in "${line.trim()}"`, fix: FIX }));
}
