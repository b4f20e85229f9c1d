import type { Setting, SettingValue } from '@rapido/kit';
import { parseSize } from './size.js';
import { splitWords } from './words.js';

/** A value as its setting's type has it, or what the text should have been, to follow "is not". */
export type Checked = { readonly value: SettingValue } | { readonly expected: string };

/** Reads expanded text as the type of its setting. */
export async function checkValue(setting: Setting, text: string): Promise<Checked> {
  switch (setting.type) {
    case 'string':
      return { value: text };
    case 'path':
      return text.startsWith('~')
        ? { expected: 'a path: ~ is only the home directory of HOME; write it whole' }
        : { value: text };
    case 'int':
      return orExpected(parseInteger(text.trim()), 'a whole number');
    case 'size':
      return orExpected(parseSize(text), 'a size, as 512M or 2G');
    case 'bool':
      return orExpected(parseBool(text.trim()), 'yes or no');
    case 'enum':
      return orExpected(
        setting.options?.find((option) => option === text.trim()),
        `one of ${setting.options?.join(', ')}`,
      );
    case 'words':
      return orExpected(await splitWords(text), 'a list of words: quote ; & | < > ( ) * ? and close every quote');
  }
}

function parseInteger(text: string): number | undefined {
  const value = /^[+-]?\d+$/.test(text) ? Number(text) : Number.NaN;
  return Number.isSafeInteger(value) ? value : undefined;
}

function parseBool(text: string): boolean | undefined {
  if (/^(1|yes|true|on)$/i.test(text)) return true;
  return /^(0|no|false|off)$/i.test(text) ? false : undefined;
}

function orExpected(value: SettingValue | undefined, expected: string): Checked {
  return value === undefined ? { expected } : { value };
}
