import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { NewNames } from './names.js';

export type Language = 'typescript' | 'javascript';

/** What stands for the placeholders of the template, as `__AUTHOR__`. */
export interface Details {
  readonly names: NewNames;
  readonly author: string;
  readonly year: number;
  /** Of this Rapido. */
  readonly version: string;
}

/** Files of the new package, and those that they are made from. */
const COMMON = {
  '.editorconfig': 'editorconfig',
  '.github/workflows/ci.yml': 'ci.yml',
  '.gitignore': 'gitignore',
  LICENSE: 'LICENSE',
  'README.md': 'README.md',
  'biome.json': 'biome-config.json',
  'guest/__NAME__.sh': 'autorun.sh',
  'test/__NAME__.test.js': 'cut.test.js',
};
const BY_LANGUAGE = {
  typescript: {
    'package.json': 'typescript/npm-package.json',
    'src/cuts/__NAME__.ts': 'cut.ts',
    'src/index.ts': 'index.ts',
    'tsconfig.json': 'typescript/tsconfig.json',
  },
  javascript: {
    'package.json': 'javascript/npm-package.json',
    'src/cuts/__NAME__.js': 'cut.ts',
    'src/index.js': 'index.ts',
  },
};

/** The texts of a new package's files, by their paths in it; the templates are below `directory`. */
export async function fillTemplate(
  directory: string,
  language: Language,
  details: Details,
): Promise<ReadonlyMap<string, string>> {
  const values = valuesOf(details);
  const files = Object.entries({ ...COMMON, ...BY_LANGUAGE[language] }).map(async ([path, source]) => {
    const text = `${headOf(path)}${await readFile(join(directory, source), 'utf8')}`;
    return [fill(path, values), fill(text, path.endsWith('.json') ? inJson(values) : values)] as const;
  });
  return new Map(await Promise.all(files));
}

/** The code of a cut says no types: JavaScript is the same, and editors check it all the same. */
function headOf(path: string): string {
  return /^src\/.*\.js$/.test(path) ? '// @ts-check\n' : '';
}

function valuesOf({ names, author, year, version }: Details): Readonly<Record<string, string>> {
  return {
    ...{ NAME: names.cut, PACKAGE: names.package, IDENTIFIER: names.identifier, SETTING: names.setting },
    ...{ AUTHOR: author, YEAR: String(year), VERSION: version },
  };
}

function inJson(values: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(values).map(([key, value]) => [key, JSON.stringify(value).slice(1, -1)]));
}

function fill(text: string, values: Readonly<Record<string, string>>): string {
  return text.replace(/__([A-Z]+)__/g, (placeholder, key: string) => values[key] ?? placeholder);
}
