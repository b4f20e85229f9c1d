import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';

const KIT = fileURLToPath(new URL('../../kit', import.meta.url));

export const PACKAGE = {
  name: '@acme/x',
  version: '1.2.3',
  type: 'module',
  rapido: { api: 1 },
  oclif: { commands: { strategy: 'explicit', target: './index.js', identifier: 'commands' } },
};

export function temporaryDirectory(): string {
  const path = mkdtempSync(join(tmpdir(), 'rapido testing ä '));
  onTestFinished(() => rmSync(path, { recursive: true, force: true }));
  return path;
}

/** Makes a package with these files, beside a package.json and the kit; it goes with the test. */
export function plugin(files: Readonly<Record<string, string>>, pjson: object = PACKAGE): string {
  const root = temporaryDirectory();
  mkdirSync(join(root, 'node_modules/@rapido'), { recursive: true });
  symlinkSync(KIT, join(root, 'node_modules/@rapido/kit'));
  for (const [name, text] of Object.entries({ 'package.json': JSON.stringify(pjson), ...files })) {
    mkdirSync(dirname(join(root, name)), { recursive: true });
    writeFileSync(join(root, name), text);
  }
  return root;
}

/** A module with a cut of this definition, whose text follows its name and summary. */
export function cutModule(definition: string): string {
  return `import { cutCommands } from '@rapido/kit';
export const commands = cutCommands({ x: { name: 'x', summary: 'X', manifest() {}, ${definition} } });
`;
}
